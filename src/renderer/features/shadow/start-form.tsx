import { useEffect, useId, useState } from 'react';
import { BUILT_IN_PROFILES } from '../../../shared/profiles.ts';
import { Button } from '../../components/button.tsx';
import { FIELD } from '../../components/form-fields.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { startShadow } from './shadow-actions.ts';

/** What to compare with: a profile, or a folder with another artifact. */
export function StartForm() {
  const session = useSession();
  const ids = useId();
  const inForce = useConsole((state) => state.tuning?.profile ?? null);
  const [names, setNames] = useState<readonly string[]>(Object.keys(BUILT_IN_PROFILES));
  const [profile, setProfile] = useState('Economy');
  const [folder, setFolder] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void session.client.request('profiles.list').then((result) => {
      if (result.ok) setNames(result.value.profiles.map(({ name }) => name));
    });
  }, [session]);
  const start = async (): Promise<void> => {
    setBusy(true);
    const path = folder.trim();
    await startShadow(session, path === '' ? { profile } : { artifact_dir: path });
    setBusy(false);
  };
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <label className="grid gap-1 text-cell" htmlFor={`${ids}-profile`}>
        <span className="text-axis text-ink-2">Profile</span>
        <select
          id={`${ids}-profile`}
          value={profile}
          disabled={folder.trim() !== ''}
          onChange={(event) => setProfile(event.target.value)}
          className={FIELD}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {name === inForce ? `${name} (in force)` : name}
            </option>
          ))}
        </select>
      </label>
      <label className="grid min-w-[min(288px,100%)] flex-1 gap-1 text-cell" htmlFor={`${ids}-folder`}>
        <span className="text-axis text-ink-2">or an artifact folder</span>
        <input
          id={`${ids}-folder`}
          value={folder}
          onChange={(event) => setFolder(event.target.value)}
          placeholder="Whole path of a folder with a manifest.json"
          className={`${FIELD} font-mono`}
        />
      </label>
      <Button type="submit" variant="primary" className="h-7" disabled={busy} data-testid="shadow-start">
        Compare
      </Button>
    </form>
  );
}
