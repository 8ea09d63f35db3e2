import type { ReactNode } from 'react';
import { RouteLink } from '../../components/route-link.tsx';

export interface RowsLinkProps {
  /** The filter of the rows behind the number. */
  readonly query: string;
  readonly className?: string;
  readonly title?: string;
  readonly children: ReactNode;
  readonly 'data-testid'?: string;
}

/** A number that opens the live list on the decisions behind it. */
export function RowsLink({ query, className = '', title, ...rest }: RowsLinkProps) {
  return (
    <RouteLink
      to={{ view: 'live', query, selected: null }}
      title={`${title === undefined ? '' : `${title}\n`}Show them: ${query}`}
      className={`rounded-sm text-ink-1 no-underline hover:text-accent hover:underline ${className}`}
      {...rest}
    />
  );
}

/** A link to one decision, on its own page. */
export function DecisionLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <RouteLink to={{ view: 'decision', arg: id }} className="rounded-sm text-accent no-underline hover:underline">
      {children}
    </RouteLink>
  );
}
