import { type RefObject, useEffect, useState } from 'react';
import { formatCount } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import type { RecordRing } from '../../store/record-ring.ts';

/** One message in this time at the most, however fast decisions come. */
export const NEWS_EVERY_MS = 5_000;

/** Tells a screen reader what came, while its user is in the list; anywhere else it would talk over what they do. */
export function News({ list }: { readonly list: RefObject<HTMLElement | null> }) {
  const { ring } = useSession();
  const [message, setMessage] = useState('');
  useEffect(() => {
    let told = ring.end;
    const timer = setInterval(() => {
      const from = Math.max(told, ring.start);
      told = ring.end;
      if (list.current?.contains(document.activeElement)) setMessage(newsOf(ring, from));
    }, NEWS_EVERY_MS);
    return () => clearInterval(timer);
  }, [ring, list]);
  return (
    <span className="sr-only" aria-live="polite" data-testid="live-news">
      {message}
    </span>
  );
}

/** What came since a position, in words; nothing when nothing did. */
export function newsOf(ring: RecordRing, from: number): string {
  const count = ring.end - from;
  if (count <= 0) return '';
  let errors = 0;
  for (let position = from; position < ring.end; position++) if (ring.statusAt(position) === 'error') errors++;
  const failed = errors === 0 ? '' : `, ${formatCount(errors)} failed`;
  return `${formatCount(count)} new ${count === 1 ? 'decision' : 'decisions'}${failed}`;
}
