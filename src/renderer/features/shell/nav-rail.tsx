import { RouteLink } from '../../components/route-link.tsx';
import { ariaKeys, formatKeys } from '../../lib/keys.ts';
import { useAllCommands, useConsole, usePreferences } from '../../store/console-context.tsx';
import { VIEWS } from '../../views.ts';

export function NavRail() {
  const commands = useAllCommands();
  const current = useConsole((state) => state.route.view);
  const query = useConsole((state) => state.route.query);
  const open = usePreferences((state) => state.railOpen);
  if (!open) return null;
  return (
    <nav
      aria-label="Views"
      className="flex w-13 shrink-0 flex-col gap-1 overflow-y-auto border-line border-r bg-panel py-1"
    >
      {VIEWS.filter(({ key }) => key !== null).map((view) => {
        const { id, title, short, icon: Icon, question } = view;
        const keys = commands.findLast((command) => command.id === `go.${id}`)?.keys ?? [];
        return (
          <RouteLink
            key={id}
            to={{ view: id, query }}
            data-testid={`nav-${id}`}
            aria-current={current === id ? 'page' : undefined}
            aria-keyshortcuts={keys.map(ariaKeys).join(' ')}
            title={`${title}${keys.length === 0 ? '' : ` (${keys.map((key) => formatKeys(key)).join(', ')})`}\n${question}`}
            className={`relative mx-1 flex h-11 shrink-0 flex-col items-center justify-center gap-0.5 rounded-md text-[10px] leading-3 no-underline ${
              current === id ? 'bg-selected text-ink-1' : 'text-ink-2 hover:bg-hover hover:text-ink-1'
            }`}
          >
            <Icon size={16} />
            {short ?? title}
          </RouteLink>
        );
      })}
    </nav>
  );
}
