import { Copy, FlaskConical, Maximize2, Pin, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { CommandMenu } from '../../components/menu.tsx';
import { formatKeys } from '../../lib/keys.ts';
import { useConsole, useKeysOf, useSession, useUi } from '../../store/console-context.tsx';

const COPIES = ['json', 'curl', 'python', 'typescript', 'link', 'markdown'].map((id) => `decision.copy-${id}`);

/** What can be done with the decision that is shown, as buttons. */
export function DecisionActions({ record }: { readonly record: DecisionRecord }) {
  const inList = useConsole((state) => state.route.view === 'live');
  const pinned = useUi((state) => state.pins.some(({ decision }) => decision.id === record.decision.id));
  return (
    <div className="flex shrink-0 items-center">
      {inList ? (
        <Action command="decision.open" label="Open the full decision">
          <Maximize2 size={13} aria-hidden />
        </Action>
      ) : null}
      <Action command="decision.pin" label={pinned ? 'Unpin' : 'Pin'} pressed={pinned}>
        <Pin size={13} aria-hidden fill={pinned ? 'currentColor' : 'none'} />
      </Action>
      <CommandMenu
        commands={COPIES}
        trigger={
          <Button variant="ghost" aria-label="Copy as…" title="Copy as…" className="px-1!">
            <Copy size={13} aria-hidden />
          </Button>
        }
      />
      <Action command="decision.replay" label="Replay…">
        <RotateCcw size={13} aria-hidden />
      </Action>
      <Action command="decision.playground" label="Open in the playground">
        <FlaskConical size={13} aria-hidden />
      </Action>
    </div>
  );
}

interface ActionProps {
  readonly command: string;
  readonly label: string;
  readonly pressed?: boolean;
  readonly children: ReactNode;
}

function Action({ command, label, pressed, children }: ActionProps) {
  const { commands } = useSession();
  const keys = useKeysOf(command);
  return (
    <Button
      variant="ghost"
      aria-label={label}
      aria-pressed={pressed}
      title={keys === null ? label : `${label} (${formatKeys(keys)})`}
      onClick={() => commands.run(command)}
      className={`px-1! ${pressed ? 'text-warn!' : ''}`}
    >
      {children}
    </Button>
  );
}
