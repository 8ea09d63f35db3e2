import { formatRoute, HOME } from '../route.ts';

/**
 * A link to the decision in this console.
 *
 * @param page Address of the console's page; its hash is replaced.
 */
export function copyAsLink(id: string, page: string): string {
  return `${page.split('#')[0]}${formatRoute({ ...HOME, view: 'decision', arg: id })}`;
}
