import { memo } from 'react';
import { Button } from '../../components/button.tsx';
import { useConsole, usePreferences, useSession } from '../../store/console-context.tsx';
import { redoTuning, undoTuning } from './tuning-actions.ts';
import type { Tuning } from './use-tuning.ts';

export type ApplyBarProps = Pick<Tuning, 'changed' | 'applying' | 'actions'>;

export const ApplyBar = memo(function ApplyBar({ changed, applying, actions }: ApplyBarProps) {
  const session = useSession();
  const applyOnRelease = usePreferences((state) => state.applyOnRelease);
  const canUndo = useConsole((state) => state.tuningHistory?.can_undo ?? false);
  const canRedo = useConsole((state) => state.tuningHistory?.can_redo ?? false);
  const choose = (value: boolean) => () => session.preferences.setState({ applyOnRelease: value });
  return (
    <div className="space-y-2">
      <fieldset className="flex flex-wrap gap-x-4 text-cell text-ink-2">
        <legend className="sr-only">When a handle is let go</legend>
        <label className="flex h-6 items-center gap-1.5">
          <input type="radio" name="apply-mode" checked={applyOnRelease} onChange={choose(true)} />
          apply on release
        </label>
        <label className="flex h-6 items-center gap-1.5">
          <input type="radio" name="apply-mode" checked={!applyOnRelease} onChange={choose(false)} />
          hold
        </label>
      </fieldset>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" data-testid="apply-tuning" onClick={actions.apply} disabled={!changed || applying}>
          Apply <kbd className="font-mono text-axis">Enter</kbd>
        </Button>
        <Button data-testid="restore-tuning" onClick={actions.restore} disabled={!changed}>
          Back <kbd className="font-mono text-axis">Esc</kbd>
        </Button>
        <Button data-testid="undo-tuning" onClick={() => void undoTuning(session)} disabled={!canUndo}>
          Undo
        </Button>
        <Button data-testid="redo-tuning" onClick={() => void redoTuning(session)} disabled={!canRedo}>
          Redo
        </Button>
      </div>
    </div>
  );
});
