import { useEffect, useId, useState } from 'react';
import type { RangeValue } from '../../store/filter-values.ts';
import { readFields, writeBound } from './brush.ts';

export interface BrushFieldsProps {
  readonly brush: RangeValue | null;
  readonly onBrush: (value: string | null) => void;
}

const written = (ms: number | undefined): string => (ms === undefined || !Number.isFinite(ms) ? '' : writeBound(ms));

/** The same range as the brush, without dragging. */
export function BrushFields({ brush, onBrush }: BrushFieldsProps) {
  const id = useId();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const low = written(brush?.min);
  const high = written(brush?.max);
  useEffect(() => {
    setFrom(low);
    setTo(high);
  }, [low, high]);
  const read = readFields(from, to);
  const wrong = read.ok ? null : read.field;
  const apply = (): void => {
    if (read.ok && (from !== low || to !== high)) onBrush(read.value);
  };
  const field = (name: 'from' | 'to', value: string, set: (text: string) => void) => (
    <>
      <label htmlFor={`${id}-${name}`} className="text-axis text-ink-2">
        {name === 'from' ? 'From' : 'To'}
      </label>
      <input
        id={`${id}-${name}`}
        value={value}
        placeholder={name === 'from' ? 'e.g. 300ms' : 'e.g. 2s'}
        aria-invalid={wrong === name}
        aria-describedby={wrong === name ? `${id}-problem` : undefined}
        onChange={(event) => set(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply();
        }}
        className={`h-6 w-24 min-w-0 rounded-md border bg-app px-1.5 text-cell placeholder:text-ink-3 ${wrong === name ? 'border-bad' : 'border-control'}`}
      />
    </>
  );
  return (
    <div className="flex h-7 shrink-0 items-center gap-2 pt-1">
      {field('from', from, setFrom)}
      {field('to', to, setTo)}
      <span id={`${id}-problem`} role="status" className="min-w-0 truncate text-axis text-bad">
        {read.ok ? '' : read.message}
      </span>
    </div>
  );
}
