import { Pause } from 'lucide-react';
import { formatCount, formatRate } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';

import { describeBreakOn } from '../breakpoint/break-on.ts';

import { ShadowMark } from '../shadow/shadow-mark.tsx';
import { UpdateMark } from '../updates/update-mark.tsx';

export function StatusBar() {
  const session = useSession();
  useConsole((state) => state.version);
  const connected = useConsole((state) => state.connection !== 'lost' && state.phase !== 'error');
  const dropped = useConsole((state) => state.dropped);
  const rate = useConsole((state) => state.metrics?.decisions_per_second ?? null);
  const frozen = useConsole((state) => state.frozenAt !== null);
  const artifact = useConsole((state) => state.info?.artifact.version ?? null);
  const breakpoint = useConsole((state) => (state.breakpoint?.enabled ? state.breakpoint.filter : null));
  return (
    <footer className="flex min-h-6 shrink-0 flex-wrap items-center gap-x-4 whitespace-nowrap border-line border-t bg-panel px-3 text-axis text-ink-3">
      <span className="flex items-center gap-1.5">
        <span aria-hidden="true" className={`size-1.5 rounded-full ${connected ? 'bg-ok' : 'bg-bad'}`} />
        {connected ? 'recording' : 'not connected'}
        {frozen ? ', view frozen' : ''}
      </span>
      <span className="max-[760px]:hidden">
        buffered {formatCount(session.ring.length)} of {formatCount(session.ring.capacity)}
      </span>
      <span className={dropped > 0 ? 'text-warn' : ''}>dropped {formatCount(dropped)}</span>
      <span>{rate === null ? '—' : formatRate(rate)} decisions/s</span>
      {breakpoint === null ? null : (
        <button
          type="button"
          data-testid="breakpoint-mark"
          className="flex h-6 min-w-0 items-center gap-1.5 rounded-md px-1.5 text-warn hover:bg-hover"
          title="Remove the breakpoint"
          onClick={() => session.commands.run('routing.break-off')}
        >
          <Pause size={11} aria-hidden />
          <span className="max-w-80 truncate">break on {describeBreakOn(breakpoint)}</span>
        </button>
      )}
      <ShadowMark />
      <span className="flex-1" />
      <UpdateMark />
      {artifact === null ? null : (
        <button
          type="button"
          data-testid="artifact-mark"
          title="The artifact that decides: trained models and tables"
          className="h-6 rounded-md px-1.5 hover:bg-hover hover:text-ink-1 max-[900px]:hidden"
          onClick={() => session.commands.run('artifact.show')}
        >
          artifact {artifact}
        </button>
      )}
      <button
        type="button"
        className="h-6 rounded-md px-1.5 hover:bg-hover hover:text-ink-1"
        onClick={() => session.commands.run('help.shortcuts')}
      >
        ? shortcuts
      </button>
      <button
        type="button"
        className="h-6 rounded-md px-1.5 hover:bg-hover hover:text-ink-1 max-[760px]:hidden"
        onClick={() => session.commands.run('help.about')}
      >
        v{__HEIMDALL_VERSION__}
      </button>
    </footer>
  );
}
