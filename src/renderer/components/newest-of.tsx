import { formatCount } from '../lib/units.ts';

/** Said below a list that shows only the newest of its rows. */
export function NewestOf({ shown, total }: { readonly shown: number; readonly total: number }) {
  if (total <= shown) return null;
  return (
    <p className="border-line border-t px-4 py-2 text-axis text-ink-3">
      The newest {formatCount(shown)} of {formatCount(total)}.
    </p>
  );
}
