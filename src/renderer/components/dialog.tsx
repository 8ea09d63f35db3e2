import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { useFocusReturn } from './use-focus-return.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: string;
  /** Pixels. */
  readonly width?: number;
  readonly children: ReactNode;
}

/** A modal dialog: traps the focus, gives it back, closes on Escape. */
export function Dialog({ open, onClose, title, description, width = 440, children }: DialogProps) {
  const giveBack = useFocusReturn(open);
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Radix.Content
          className="-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 flex max-h-[86vh] max-w-[92vw] flex-col rounded-md border border-control bg-raised shadow-xl"
          style={{ width }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Not from what was opened in the meantime: the palette, by a quick hand.
            if (document.activeElement === document.body) giveBack();
          }}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <Radix.Title className="shrink-0 px-4 pt-3 pr-12 font-semibold text-title">{title}</Radix.Title>
          {description ? <Radix.Description className="mt-1 px-4 text-ink-2">{description}</Radix.Description> : null}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-3 pb-4 outline-offset-[-2px]" tabIndex={0}>
            {children}
          </div>
          {/* Last, so that the focus starts in what the dialog is for. */}
          <Radix.Close asChild>
            <Button variant="ghost" aria-label="Close" className="absolute! top-2 right-2">
              <X size={14} aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
