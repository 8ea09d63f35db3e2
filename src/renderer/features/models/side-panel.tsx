import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button } from '../../components/button.tsx';

export interface SidePanelProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Beside the table; instead of it where there is no room for both. */
export function SidePanel({ title, onClose, children }: SidePanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      data-testid="models-panel"
      className="flex h-full w-[372px] shrink-0 flex-col border-line border-l bg-panel max-[960px]:w-full max-[960px]:border-l-0"
    >
      <div className="flex h-10 shrink-0 items-center gap-2 border-line border-b pr-2 pl-3">
        <h2 id={id} className="min-w-0 flex-1 truncate font-semibold text-body">
          {title}
        </h2>
        <Button variant="ghost" onClick={onClose} aria-label="Close the panel">
          <X size={14} aria-hidden />
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]" tabIndex={0}>
        {children}
      </div>
    </section>
  );
}
