import { useConsole, useSession } from '../../store/console-context.tsx';
import { assignProfile } from './tuning-actions.ts';

/** The profile that an app has of its own, if it has one. */
export function ProfileChoice({ app }: { readonly app: string }) {
  const session = useSession();
  const profiles = useConsole((state) => state.profiles);
  return (
    <select
      aria-label={`Tuning profile of ${app}`}
      className="h-6 max-w-full rounded-md border border-control bg-raised px-1 text-cell text-ink-1"
      value={profiles?.apps[app] ?? ''}
      onChange={(event) => void assignProfile(session, app, event.target.value || null)}
    >
      <option value="">common tuning</option>
      {profiles?.profiles.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
