import { ChevronLeft } from 'lucide-react';
import type { AnchorHTMLAttributes } from 'react';
import { formatRoute, HOME, type Route } from '../lib/route.ts';
import { useSession } from '../store/console-context.tsx';
import { navigate } from '../store/navigation.ts';

export interface RouteLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> {
  /** What of the route it changes; the rest stays as it is here, and is left out of a tab of its own. */
  readonly to: Partial<Route>;
}

/** A link within the console: one step in its history, or a window of its own with Ctrl, Cmd or Shift. */
export function RouteLink({ to, children, ...rest }: RouteLinkProps) {
  const { store } = useSession();
  return (
    <a
      href={formatRoute({ ...HOME, ...to })}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        navigate(store, to);
      }}
      {...rest}
    >
      {children}
    </a>
  );
}

/** From a page of its own back to the list. */
export function BackToLive({ selected }: { readonly selected?: string }) {
  return (
    <RouteLink
      to={{ view: 'live', ...(selected === undefined ? {} : { selected }) }}
      title="Back to the list (Esc)"
      className="flex shrink-0 items-center text-accent text-cell no-underline"
    >
      <ChevronLeft size={14} aria-hidden /> Live
    </RouteLink>
  );
}
