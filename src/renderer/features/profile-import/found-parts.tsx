import { type ReactNode, useId } from 'react';
import { FIELD } from '../../components/form-fields.tsx';
import type { FoundApp, FoundProfile, ProfileImport, ProfilesRead } from './use-profile-import.ts';

const FIELD_WORDS: Readonly<Record<string, string>> = {
  alpha: 'alpha',
  'thresholds.cheap': 'cheap above',
  'thresholds.hard': 'hard above',
  'penalties.latency_sd': 'latency penalty',
  'penalties.ctx_over_80pct': 'context penalty',
  'penalties.cold_cache': 'cold cache penalty',
};

const STATES = {
  new: ['new', 'text-ok'],
  changed: ['replaces', 'text-warn'],
  same: ['already here', 'text-ink-2'],
  wrong: ['WRONG', 'text-bad'],
} as const;

/** Everything that a text has, each part with what it would change. */
export function FoundParts({ found, read }: { readonly found: ProfileImport; readonly read: ProfilesRead }) {
  const { common, profiles, apps, ignored } = read;
  return (
    <>
      <ul className="mt-3 divide-y divide-line rounded-md border border-line" aria-label="What was found">
        {profiles.map((profile) => (
          <ProfileRow key={profile.name} profile={profile} found={found} />
        ))}
        {apps.map((app) => (
          <AppRow key={app.app} app={app} found={found} />
        ))}
        {common === null ? null : (
          <Row
            part={common}
            label="Common values"
            note="for every app without a profile; in force at once"
            taken={found.takesCommon}
            onTake={(taken) => found.choose('common', taken)}
          >
            <Differences fields={common.fields} here="in force" none="trained" />
          </Row>
        )}
      </ul>
      {ignored.length > 0 ? (
        <p className="mt-2 text-ink-2" data-testid="profiles-ignored">
          Left alone, since it is no tuning: <span className="font-mono">{ignored.join(', ')}</span>
        </p>
      ) : null}
    </>
  );
}

interface RowProps {
  readonly part: Pick<FoundProfile, 'state' | 'problems'>;
  readonly label: string;
  readonly note?: string;
  readonly taken: boolean;
  readonly disabled?: boolean;
  readonly onTake: (taken: boolean) => void;
  readonly children?: ReactNode;
}

function Row({ part, label, note, taken, disabled = false, onTake, children }: RowProps) {
  const [word, color] = STATES[part.state];
  const cannot = disabled || part.state === 'same' || part.state === 'wrong';
  return (
    <li className="px-3 py-2" data-testid="profiles-part" data-state={part.state} data-name={label}>
      <div className="flex items-center gap-3">
        <label className="flex min-h-6 min-w-0 flex-1 items-center gap-2">
          <input
            type="checkbox"
            className="accent-[var(--solid)]"
            checked={taken}
            disabled={cannot}
            onChange={(event) => onTake(event.target.checked)}
          />
          <span className="min-w-0 break-words font-semibold">{label}</span>
          {note ? <span className="text-ink-2">{note}</span> : null}
        </label>
        <span className={`shrink-0 font-semibold ${color}`}>{word}</span>
      </div>
      {children}
      {part.problems.map((problem) => (
        <p key={problem} role="alert" className="mt-1 break-words pl-5 text-bad">
          {problem}
        </p>
      ))}
    </li>
  );
}

function ProfileRow({ profile, found }: { readonly profile: FoundProfile; readonly found: ProfileImport }) {
  const id = useId();
  const { name, as, state, fields } = profile;
  return (
    <Row
      part={profile}
      label={name}
      taken={found.takesProfile(profile)}
      onTake={(taken) => found.choose(`profile ${name}`, taken)}
    >
      <div className="mt-1 flex items-center gap-2 pl-5">
        <label htmlFor={id} className="text-ink-2">
          saved as
        </label>
        <input
          id={id}
          value={as}
          spellCheck={false}
          maxLength={64}
          aria-label={`Name for ${name}`}
          className={`${FIELD} w-48`}
          onChange={(event) => found.rename(name, event.target.value)}
        />
      </div>
      <Differences fields={fields} here={state === 'new' ? 'in force' : 'now'} none="as common" />
    </Row>
  );
}

function AppRow({ app, found }: { readonly app: FoundApp; readonly found: ProfileImport }) {
  const possible = found.canTakeApp(app);
  const had = app.here === null || app.here === app.profile ? '' : `, which has ${app.here}`;
  return (
    <Row
      part={app}
      label={app.app}
      note={
        app.state !== 'wrong' && app.state !== 'same' && !possible
          ? `app${had}; take its profile ${app.profile} as well`
          : `app${had}: profile ${app.profile}`
      }
      taken={found.takesApp(app)}
      disabled={!possible}
      onTake={(taken) => found.choose(`app ${app.app}`, taken)}
    />
  );
}

interface DifferencesProps {
  readonly fields: FoundProfile['fields'];
  /** Head of the column of what is here. */
  readonly here: string;
  /** Where there is no value of its own. */
  readonly none: string;
}

function Differences({ fields, here, none }: DifferencesProps) {
  if (fields.length === 0) return null;
  // Exact: rounded, two values that differ may look the same.
  const words = (value: number | null): string => (value === null ? none : String(value));
  return (
    <table className="mt-1.5 ml-5 tabular-nums">
      <thead className="text-left text-axis text-ink-2">
        <tr>
          <th scope="col" className="w-40 font-normal">
            value
          </th>
          <th scope="col" className="w-24 text-right font-normal">
            {here}
          </th>
          <th scope="col" className="w-24 text-right font-normal">
            file
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ field, here: before, file }) => (
          <tr key={field} data-testid="profiles-difference">
            <th scope="row" className="text-left font-normal text-ink-2">
              {FIELD_WORDS[field] ?? field}
            </th>
            <td className="text-right text-ink-2">{words(before)}</td>
            <td className={`text-right ${before === file ? '' : 'font-semibold'}`}>{words(file)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
