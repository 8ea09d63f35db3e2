import type { ReactNode } from 'react';
import { formatRoute, HOME } from '../lib/route.ts';
import { useSession } from '../store/console-context.tsx';
import { navigate } from '../store/navigation.ts';

export interface LiveLinkProps {
  /** Filter of the rows behind the number. */
  readonly query: string;
  readonly className?: string;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A number that leads to its rows in the live list. */
export function LiveLink({ query, className = '', title, children }: LiveLinkProps) {
  const { store } = useSession();
  return (
    <a
      href={formatRoute({ ...HOME, query })}
      title={title ?? `Show them: ${query}`}
      className={className}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        navigate(store, { view: 'live', query, selected: null });
      }}
    >
      {children}
    </a>
  );
}
