import { formatKeys } from '../lib/keys.ts';

/** A shortcut, key by key. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="flex shrink-0 gap-1 text-axis text-ink-3">
      {formatKeys(keys)
        .split(' ')
        .map((key) => (
          <kbd
            key={key}
            className="min-w-[18px] rounded-sm border border-line bg-app px-1 text-center font-mono text-[11px] leading-4"
          >
            {key}
          </kbd>
        ))}
    </span>
  );
}
