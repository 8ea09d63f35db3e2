import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useConsole } from '../../store/console-context.tsx';

export interface AboutDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function AboutDialog({ open, onClose }: AboutDialogProps) {
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
    <Dialog
      open={open}
      onClose={onClose}
      title="About Heimdall"
      description="See, understand and tune how an LLM router chooses models. Decisions are made, explained and kept on this machine."
    >
      <div className="flex items-start justify-between gap-2 rounded-md border border-line bg-app p-2">
        <div className="font-mono text-cell text-ink-1" data-testid="about-version">
          {lines.map((line) => (
            <div key={line}>{line}</div>
          ))}
        </div>
        <CopyButton text={lines.join('\n')} what="version details" />
      </div>
    </Dialog>
  );
}
