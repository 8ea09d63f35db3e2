import { Pin, X } from 'lucide-react';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { usePromptTitle } from '../../components/use-prompt-title.ts';
import { formatKeys } from '../../lib/keys.ts';
import { formatTime } from '../../lib/units.ts';
import { useKeysOf, useSession, useUi } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { togglePin } from './decision-commands.ts';

/** The pinned decisions, kept even when their rows have left the buffer. */
export function PinTray() {
  const session = useSession();
  const keys = useKeysOf('decision.compare');
  const pins = useUi((state) => state.pins);
  const promptTitle = usePromptTitle();
  if (pins.length === 0) return null;
  return (
    <section
      aria-label="Pinned decisions"
      data-testid="pin-tray"
      className="flex h-9 shrink-0 items-center gap-2 border-line border-t bg-panel px-3 text-cell"
    >
      <Pin size={13} className="shrink-0 text-warn" aria-hidden />
      {pins.map((record) => {
        const { decision } = record;
        return (
          <span
            key={decision.id}
            className="flex h-7 min-w-0 max-w-64 items-center rounded-md border border-line bg-app"
          >
            <button
              type="button"
              title={promptTitle(record.prompt_preview) ?? decision.id}
              onClick={() => navigate(session.store, { view: 'live', selected: decision.id })}
              className="flex h-full min-w-0 items-center gap-1.5 rounded-md px-2 hover:bg-hover"
            >
              <BucketShape bucket={decision.bucket} size={8} />
              <ModelName model={decision.model} effort={decision.effort} />
              <span className="shrink-0 text-axis text-ink-3">{formatTime(decision.created_ms).slice(0, 8)}</span>
            </button>
            <button
              type="button"
              aria-label={`Unpin ${decision.id}`}
              onClick={() => togglePin(session, record)}
              className="flex size-6 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink-1"
            >
              <X size={12} aria-hidden />
            </button>
          </span>
        );
      })}
      <span className="flex-1" />
      <Button
        variant="primary"
        disabled={pins.length < 2}
        onClick={() => session.commands.run('decision.compare')}
        title={
          pins.length < 2 ? 'Pin another one to compare' : keys === null ? 'Compare' : `Compare (${formatKeys(keys)})`
        }
      >
        Compare {pins.length}
      </Button>
      <Button variant="ghost" onClick={() => session.commands.run('decision.unpin-all')}>
        Unpin all
      </Button>
    </section>
  );
}
