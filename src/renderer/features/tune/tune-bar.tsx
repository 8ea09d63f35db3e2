import { memo } from 'react';
import { Button } from '../../components/button.tsx';
import { useConsole, usePreferences, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { AppProfiles } from './app-profiles.tsx';
import { HistoryList } from './history-list.tsx';
import { applyProfile, profileTitle } from './tuning-actions.ts';
import type { Range } from './use-what-if.ts';

const SELECT = 'h-6 rounded-md border border-control bg-raised px-1 text-cell text-ink-1';

const RANGE_WORDS: Record<Range, string> = {
  '1000': 'last 1,000',
  '10000': 'last 10,000',
  all: 'all in memory',
  filter: 'the filter of Live',
};

/** The profile in force, what the preview looks at, and what it is compared with. */
export const TuneBar = memo(function TuneBar({
  range,
  comparedWith,
}: {
  readonly range: Range;
  readonly comparedWith: string;
}) {
  const session = useSession();
  const { store } = session;
  const tuning = useConsole((state) => state.tuning);
  const profiles = useConsole((state) => state.profiles);
  const query = useConsole((state) => state.route.query);
  const base = usePreferences((state) => state.tuningBase);
  const set = (name: string, value: string): void => {
    const { [name]: _, ...others } = store.getState().route.params;
    navigate(store, { params: value === '' ? others : { ...others, [name]: value } }, { replace: true });
  };
  const profile = tuning?.profile ?? null;
  const own = profiles?.profiles.some(({ name, built_in }) => name === base && !built_in) ?? false;
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-1.5 text-cell">
      <span className="text-ink-2">
        Profile{' '}
        <span className="font-semibold text-ink-1" data-testid="tune-profile">
          {profileTitle(profile, base)}
        </span>
      </span>
      <Button
        data-testid="save-profile"
        disabled={own && profile !== null}
        onClick={() =>
          own
            ? session.commands.run('tune.save')
            : session.ui.setState({ overlay: 'palette', paletteCommand: 'tune.save-as' })
        }
      >
        {own ? 'Save' : 'Save as…'}
      </Button>
      <Button data-testid="revert-profile" disabled={profile !== null} onClick={() => void applyProfile(session, base)}>
        Revert
      </Button>
      <label className="flex items-center gap-1.5 text-ink-2">
        compare with
        <select
          className={SELECT}
          value={comparedWith}
          onChange={(event) => set('with', event.target.value)}
          data-testid="compare-with"
        >
          <option value="">nothing</option>
          {profiles?.profiles.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <AppProfiles />
      <HistoryList />
      <Button data-testid="import-profiles" onClick={() => session.commands.run('tune.import')}>
        Import profiles…
      </Button>
      <span className="flex-1" />
      <label className="flex items-center gap-1.5 text-ink-2">
        Preview on
        <select
          className={SELECT}
          value={range}
          onChange={(event) => set('last', event.target.value === '1000' ? '' : event.target.value)}
          data-testid="preview-range"
        >
          {Object.entries(RANGE_WORDS).map(([value, words]) => (
            <option key={value} value={value} disabled={value === 'filter' && query === ''}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {range === 'filter' ? <code className="max-w-48 truncate font-mono text-axis text-ink-2">{query}</code> : null}
    </div>
  );
});
