import { Section } from '../../components/section.tsx';
import { formatDateTime } from '../../lib/units.ts';
import type { AppKey } from './use-app-keys.ts';

/** Keys that are refused, newest first: kept so that a request that brings one can be told. */
export function RevokedKeys({ list }: { readonly list: readonly AppKey[] }) {
  if (list.length === 0) return null;
  const newestFirst = [...list].sort((one, other) => (other.revoked_ms ?? 0) - (one.revoked_ms ?? 0));
  return (
    <Section title="Revoked">
      <ul className="text-cell" data-testid="revoked-keys">
        {newestFirst.map(({ name, reference, created_ms, revoked_ms, last_use }) => (
          <li key={`${created_ms} ${reference}`} className="flex min-h-7 items-center gap-3 border-line border-t">
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <code className="font-mono text-ink-3">hmd_{reference}</code>
            <span className="text-ink-2">revoked {formatDateTime(revoked_ms ?? created_ms)}</span>
            <span className="w-52 text-ink-3">
              {last_use === null ? 'never used' : `last used ${formatDateTime(last_use.at_ms)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
