import type { MouseEvent, ReactNode } from 'react';
import { formatRoute, HOME } from '../../lib/route.ts';
import { useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';

export interface RowsLinkProps {
  /** The filter of the rows behind the number. */
  readonly query: string;
  readonly className?: string;
  readonly title?: string;
  readonly children: ReactNode;
  readonly 'data-testid'?: string;
}

/** A number that opens the live list on the decisions behind it. */
export function RowsLink({ query, className = '', title, children, ...rest }: RowsLinkProps) {
  const { store } = useSession();
  return (
    <a
      href={formatRoute({ ...HOME, query })}
      title={`${title === undefined ? '' : `${title}\n`}Show them: ${query}`}
      onClick={(event) => follow(event, () => navigate(store, { view: 'live', query, selected: null }))}
      className={`rounded-sm text-ink-1 no-underline hover:text-accent hover:underline ${className}`}
      {...rest}
    >
      {children}
    </a>
  );
}

/** A link to one decision, on its own page. */
export function DecisionLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const { store } = useSession();
  return (
    <a
      href={formatRoute({ ...HOME, view: 'decision', arg: id })}
      onClick={(event) => follow(event, () => navigate(store, { view: 'decision', arg: id }))}
      className="rounded-sm text-accent no-underline hover:underline"
    >
      {children}
    </a>
  );
}

function follow(event: MouseEvent, go: () => void): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go();
}
