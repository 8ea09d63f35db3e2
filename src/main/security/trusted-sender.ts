import type { ConsoleOrigin } from './console-origin.ts';

/** The part of an IPC event that tells who sent it. */
export interface SenderEvent {
  /** Null when the frame has navigated away or was destroyed since. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** True for the main frame of our own page. Frames inside it, other pages and frames that are gone are nobody. */
export function isTrustedSender(event: SenderEvent, origin: ConsoleOrigin): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && origin.contains(frame.url);
}
