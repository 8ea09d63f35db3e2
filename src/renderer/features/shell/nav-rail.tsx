import { Activity, Cable, SlidersHorizontal } from 'lucide-react';
import type { ComponentType } from 'react';
import type { View } from '../../lib/route.ts';
import { formatRoute, HOME } from '../../lib/route.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';

export const NAV: readonly { view: View; label: string; icon: ComponentType<{ size?: number }>; key: string }[] = [
  { view: 'live', label: 'Live', icon: Activity, key: '1' },
  { view: 'tune', label: 'Tune', icon: SlidersHorizontal, key: '2' },
  { view: 'connect', label: 'Connect', icon: Cable, key: '3' },
];

export function NavRail() {
  const session = useSession();
  const current = useConsole((state) => state.route.view);
  return (
    <nav aria-label="Views" className="flex w-13 shrink-0 flex-col gap-1 border-line border-r bg-panel py-1">
      {NAV.map(({ view, label, icon: Icon, key }) => (
        <a
          key={view}
          href={formatRoute({ ...HOME, view })}
          data-testid={`nav-${view}`}
          aria-current={current === view ? 'page' : undefined}
          aria-keyshortcuts={`Control+${key}`}
          title={`${label} (Ctrl+${key})`}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            navigate(session.store, { view });
          }}
          className={`relative mx-1 flex h-11 flex-col items-center justify-center gap-0.5 rounded-md text-[10px] leading-3 no-underline ${
            current === view ? 'bg-selected text-ink-1' : 'text-ink-2 hover:bg-hover hover:text-ink-1'
          }`}
        >
          <Icon size={16} />
          {label}
        </a>
      ))}
    </nav>
  );
}
