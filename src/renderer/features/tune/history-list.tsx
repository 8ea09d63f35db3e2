import { Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { formatTime, formatUnit } from '../../lib/units.ts';
import { useConsole } from '../../store/console-context.tsx';

/** What was applied when, newest first, with the one in force marked. */
export function HistoryList() {
  const history = useConsole((state) => state.tuningHistory);
  return (
    <Popover trigger={<Button data-testid="tuning-history">History</Button>} label="History of the tuning" width={360}>
      {history === null || history.entries.length === 0 ? (
        <p className="p-1 text-cell text-ink-2">Nothing was changed from here yet.</p>
      ) : (
        <ol className="text-cell">
          {history.entries
            .map((entry, index) => ({ entry, index }))
            .reverse()
            .map(({ entry, index }) => (
              <li
                key={index}
                aria-current={index === history.current ? 'true' : undefined}
                className="flex h-7 items-center gap-3 border-line border-t px-1 first:border-t-0 aria-[current]:bg-selected"
              >
                <span className="shrink-0 font-mono text-axis text-ink-2">{formatTime(entry.at_ms).slice(0, 8)}</span>
                <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                <span className="shrink-0 text-ink-2">alpha {formatUnit(entry.alpha)}</span>
                {index === history.current ? <span className="shrink-0 text-axis text-ink-2">in force</span> : null}
              </li>
            ))}
        </ol>
      )}
    </Popover>
  );
}
