import { isIP } from 'node:net';

/** True when a URL leads to this machine or this network, going by its name alone. */
export function isPrivateUrl(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local')) return true;
  if (isIP(host) === 6) return host === '::1' || /^f[cd]/.test(host) || /^fe[89ab]/.test(host);
  if (isIP(host) !== 4) return false;
  const [one = 0, two = 0] = host.split('.').map(Number);
  return (
    one === 127 ||
    one === 10 ||
    (one === 172 && two >= 16 && two <= 31) ||
    (one === 192 && two === 168) ||
    (one === 169 && two === 254)
  );
}
