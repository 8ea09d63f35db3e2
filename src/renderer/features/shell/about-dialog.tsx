import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { chooseTheme } from '../../lib/theme.ts';
import { useConsole } from '../../store/console-context.tsx';

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['Ctrl 1 … 3', 'Go to a view'],
  ['/ or Ctrl F', 'Filter'],
  ['j k ↑ ↓ PgUp PgDn', 'Walk the list'],
  ['Home End', 'Oldest; newest and follow'],
  ['Enter', 'Open the decision'],
  ['Esc', 'Close the topmost thing'],
  ['Space', 'Freeze or follow the view'],
  ['[ ]', 'Inspector tabs'],
  ['← → on the slider', 'Alpha by .01, with Shift by .1'],
];

export function AboutDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const info = useConsole((state) => state.info);
  const lines = [
    `Heimdall console ${__HEIMDALL_VERSION__}`,
    ...(info
      ? [
          `host ${info.version} (${info.host}, ${info.platform})`,
          `artifact ${info.artifact.version}, embedder ${info.artifact.embedder}`,
        ]
      : []),
  ];
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 bg-black/50" />
        <Dialog.Content className="-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 w-[440px] max-w-[92vw] rounded-md border border-control bg-raised p-4 shadow-xl">
          <div className="flex items-start justify-between">
            <Dialog.Title className="font-semibold text-title">About Heimdall</Dialog.Title>
            <Dialog.Close asChild>
              <Button variant="ghost" aria-label="Close">
                <X size={14} aria-hidden />
              </Button>
            </Dialog.Close>
          </div>
          <Dialog.Description className="mt-1 text-ink-2">
            See, understand and tune how an LLM router chooses models. Decisions are made, explained and kept on this
            machine.
          </Dialog.Description>
          <div className="mt-3 flex items-start justify-between gap-2 rounded-md border border-line bg-app p-2">
            <div className="font-mono text-cell text-ink-1" data-testid="about-version">
              {lines.map((line) => (
                <div key={line}>{line}</div>
              ))}
            </div>
            <CopyButton text={lines.join('\n')} what="version details" />
          </div>
          <h3 className="mt-4 mb-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">Keyboard</h3>
          <dl className="grid grid-cols-[150px_1fr] gap-y-1 text-cell">
            {SHORTCUTS.map(([keys, what]) => (
              <div key={keys} className="contents">
                <dt className="font-mono text-ink-2">{keys}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <div className="mt-4 flex justify-end">
            <Button onClick={() => chooseTheme(null)}>Use the system theme</Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
