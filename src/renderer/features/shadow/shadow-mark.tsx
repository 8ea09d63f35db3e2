import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';

/** In the status bar while a shadow runs: `shadow: 12 of 340 differ`. */
export function ShadowMark() {
  const { store } = useSession();
  const shadow = useConsole((state) => state.shadow);
  if (shadow?.state !== 'on') return null;
  return (
    <button
      type="button"
      data-testid="shadow-mark"
      title={`Live requests are decided a second time with ${shadow.of?.label ?? 'other values'}; nothing is called`}
      className="h-6 rounded-md px-1.5 text-accent hover:bg-hover hover:underline"
      onClick={() => navigate(store, { view: 'shadow' })}
    >
      shadow: {formatCount(shadow.differ)} of {formatCount(shadow.compared)} differ
    </button>
  );
}
