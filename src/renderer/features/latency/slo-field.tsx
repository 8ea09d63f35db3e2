import { useEffect, useId, useState } from 'react';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { readNumber } from '../../store/filter-values.ts';
import { navigate } from '../../store/navigation.ts';
import { readFields, writeBound } from './brush.ts';

/** The limit that requests are held to, in the filter's notation: `5ms`. Kept in the link. */
export function SloField({ sloMs }: { readonly sloMs: number }) {
  const { store } = useSession();
  const params = useConsole((state) => state.route.params);
  const id = useId();
  const [text, setText] = useState(writeBound(sloMs));
  useEffect(() => setText(writeBound(sloMs)), [sloMs]);
  const wrong = !readFields(text, '').ok || text.trim() === '';
  const apply = (): void => {
    const ms = wrong ? null : (readNumber('ms', text.trim())?.min ?? null);
    if (ms === null || ms <= 0) setText(writeBound(sloMs));
    else if (ms !== sloMs) navigate(store, { params: { ...params, slo: String(ms) } }, { replace: true });
  };
  return (
    <span className="flex items-center gap-1.5">
      <label htmlFor={id}>SLO</label>
      <input
        id={id}
        value={text}
        aria-invalid={wrong}
        title="What a request may take at most: 5ms, 800us, 2s"
        onChange={(event) => setText(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply();
        }}
        className={`h-6 w-16 rounded-md border bg-app px-1.5 text-cell text-ink-1 ${wrong ? 'border-bad' : 'border-control'}`}
      />
    </span>
  );
}
