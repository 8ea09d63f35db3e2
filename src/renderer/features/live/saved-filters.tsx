import { Star, X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { usePreferences, useSession } from '../../store/console-context.tsx';
import { saveFilter } from './live-actions.ts';

export interface SavedFiltersProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

export function SavedFilters({ query, onQuery }: SavedFiltersProps) {
  const session = useSession();
  const saved = usePreferences((state) => state.savedFilters);
  const known = saved.some((one) => one.query === query);
  return (
    <Popover
      label="Saved filters"
      width={320}
      trigger={
        <Button variant="ghost" aria-label="Saved filters" title="Saved filters" className="px-1!">
          <Star size={13} aria-hidden fill={known ? 'currentColor' : 'none'} />
        </Button>
      }
    >
      {saved.length === 0 ? <p className="px-1 pb-2 text-cell text-ink-2">No filter is saved yet.</p> : null}
      <ul aria-label="Saved filters">
        {saved.map((one) => (
          <li key={one.name} className="flex items-center gap-1">
            <button
              type="button"
              onClick={() => onQuery(one.query)}
              className="h-7 min-w-0 flex-1 truncate rounded-md px-1 text-left font-mono text-cell hover:bg-hover"
            >
              {one.name === one.query ? one.query : `${one.name}: ${one.query}`}
            </button>
            <Button
              variant="ghost"
              aria-label={`Forget ${one.name}`}
              className="px-1!"
              onClick={() =>
                session.preferences.setState({ savedFilters: saved.filter(({ name }) => name !== one.name) })
              }
            >
              <X size={12} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <Button className="w-full" disabled={query === '' || known} onClick={() => saveFilter(session, query)}>
        Save this filter
      </Button>
    </Popover>
  );
}
