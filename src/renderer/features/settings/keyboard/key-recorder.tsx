import { useEffect, useRef } from 'react';
import { keysOfEvent } from '../../../lib/keys.ts';

export interface KeyRecorderProps {
  /** Title of the command that they are for. */
  readonly command: string;
  readonly onKeys: (keys: string) => void;
  readonly onCancel: () => void;
}

/** Waits for one shortcut to be pressed. Escape and leaving it change nothing; Tab leaves, so that it is no trap. */
export function KeyRecorder({ command, onKeys, onCancel }: KeyRecorderProps) {
  const field = useRef<HTMLButtonElement | null>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <button
      ref={field}
      type="button"
      data-testid="key-recorder"
      onBlur={onCancel}
      onKeyDown={(event) => {
        if (event.key === 'Tab') return;
        event.preventDefault();
        // What is pressed here is written down, not done.
        event.stopPropagation();
        const keys = keysOfEvent(event.nativeEvent);
        if (keys === 'escape') onCancel();
        else if (keys !== null) onKeys(keys);
      }}
      className="h-6 rounded-md border border-accent bg-app px-2 text-cell text-ink-2"
    >
      Press the keys… <span className="text-ink-3">Esc cancels</span>
      <span className="sr-only"> for {command}</span>
    </button>
  );
}
