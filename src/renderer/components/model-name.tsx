import { monogram, splitModel } from '../lib/names.ts';

/** Vendor monogram, model and effort: `OA gpt-5.4 high`. */
export function ModelName({ model, effort }: { readonly model: string; readonly effort?: string | null }) {
  const { vendor, name } = splitModel(model);
  return (
    <span
      className="inline-flex min-w-0 max-w-full items-baseline gap-1.5"
      title={effort ? `${model}, effort ${effort}` : model}
    >
      {vendor ? (
        <span className="shrink-0 font-mono text-[10px] text-ink-3" aria-hidden="true">
          {monogram(vendor)}
        </span>
      ) : null}
      <span className="truncate">{name}</span>
      {effort ? <span className="shrink-0 text-axis text-ink-3">{effort}</span> : null}
    </span>
  );
}
