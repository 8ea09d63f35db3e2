import { useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { useUpdates } from './use-updates.ts';

/** Says in the status bar that there is a newer version. */
export function UpdateMark() {
  const { store } = useSession();
  const latest = useUpdates()?.latest ?? null;
  if (latest === null || !latest.newer) return null;
  return (
    <button
      type="button"
      data-testid="update-mark"
      className="h-6 rounded-md px-1.5 text-accent hover:bg-hover"
      onClick={() => navigate(store, { view: 'settings', arg: 'about' })}
    >
      version {latest.version} is there
    </button>
  );
}
