import type { ReactNode } from 'react';
import { RouteLink } from './route-link.tsx';

export interface LiveLinkProps {
  /** Filter of the rows behind the number. */
  readonly query: string;
  readonly className?: string;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A number that leads to its rows in the live list. */
export function LiveLink({ query, title, ...rest }: LiveLinkProps) {
  return <RouteLink to={{ view: 'live', query, selected: null }} title={title ?? `Show them: ${query}`} {...rest} />;
}
