import type { Bucket } from '../../shared/decision.ts';

const COLORS: Record<Bucket, string> = { cheap: 'var(--cheap)', mid: 'var(--mid)', hard: 'var(--hard)' };

export function bucketColor(bucket: Bucket): string {
  return COLORS[bucket];
}

/** A bucket is colour and shape and, beside it, its word: never colour alone. */
export function BucketShape({ bucket, size = 9 }: { readonly bucket: Bucket; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" aria-hidden="true" className="shrink-0">
      {bucket === 'cheap' ? <circle cx="5" cy="5" r="4.5" fill={COLORS.cheap} /> : null}
      {bucket === 'mid' ? <path d="M5 0.4 L9.8 9.4 L0.2 9.4 Z" fill={COLORS.mid} /> : null}
      {bucket === 'hard' ? <rect x="0.8" y="0.8" width="8.4" height="8.4" fill={COLORS.hard} /> : null}
    </svg>
  );
}
