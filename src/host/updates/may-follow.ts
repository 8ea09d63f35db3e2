import { isPrivateUrl } from '../../gateway/gateway.ts';
import { isUpdateFeed } from '../../shared/update-feed.ts';

/** A feed elsewhere cannot make Heimdall ask servers of this machine or network, nor over a line that others can change. */
export function mayFollow(feed: string, to: string): boolean {
  return isUpdateFeed(to) && (isPrivateUrl(feed) || !isPrivateUrl(to));
}
