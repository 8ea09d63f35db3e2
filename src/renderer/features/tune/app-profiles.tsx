import { useMemo } from 'react';
import { Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { ProfileChoice } from './profile-choice.tsx';

/** Apps may have a profile of their own; the common tuning is for the others. */
export function AppProfiles() {
  return (
    <Popover trigger={<Button data-testid="app-profiles">Apps…</Button>} label="Profiles by app" width={320}>
      <AppList />
    </Popover>
  );
}

function AppList() {
  const session = useSession();
  const profiles = useConsole((state) => state.profiles);
  const seen = useMemo(() => appsIn(session.ring), [session]);
  const apps = [...new Set([...Object.keys(profiles?.apps ?? {}), ...seen])].sort();
  if (apps.length === 0) {
    return (
      <p className="p-1 text-cell text-ink-2">
        No app has sent its name yet. It does so with the header <code className="font-mono">x-heimdall-app</code>.
      </p>
    );
  }
  return (
    <ul className="space-y-1">
      {apps.map((app) => (
        <li key={app} className="flex items-center justify-between gap-3 text-cell">
          <span className="min-w-0 truncate">{app}</span>
          <ProfileChoice app={app} />
        </li>
      ))}
    </ul>
  );
}

/** Names that recorded requests came with. */
export function appsIn(ring: {
  readonly start: number;
  readonly end: number;
  appAt(position: number): string;
}): readonly string[] {
  const apps = new Set<string>();
  for (let position = ring.start; position < ring.end; position++) apps.add(ring.appAt(position));
  apps.delete('');
  return [...apps];
}
