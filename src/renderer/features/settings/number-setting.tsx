import { useEffect, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { formatCount } from '../../lib/units.ts';

export interface NumberSettingProps {
  readonly label: string;
  /** What the number means, beside the field. */
  readonly note: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Resolves with why it was not taken, or null. */
  readonly onSave: (value: number) => Promise<string | null>;
}

/** A number that is written with Enter or its button; what is wrong with it is said under the field. */
export function NumberSetting({ label, note, value, min, max, onSave }: NumberSettingProps) {
  const id = useId();
  const [text, setText] = useState(String(value));
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setText(String(value)), [value]);
  const changed = text !== String(value);
  const save = async (): Promise<void> => {
    const number = Number(text);
    if (text.trim() === '' || !Number.isInteger(number) || number < min || number > max) {
      setProblem(`A whole number from ${formatCount(min)} to ${formatCount(max)}.`);
      return;
    }
    setProblem(await onSave(number));
  };
  return (
    <form
      className="grid grid-cols-[112px_1fr] items-start"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label htmlFor={id} className="pt-0.5 text-ink-3">
        {label}
      </label>
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <input
            id={id}
            type="number"
            min={min}
            max={max}
            value={text}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? `${id}-note` : `${id}-problem`}
            onChange={(event) => {
              setText(event.target.value);
              setProblem(null);
            }}
            className={`h-6 w-28 rounded-md border bg-app px-1.5 text-cell ${problem === null ? 'border-control' : 'border-bad'}`}
          />
          {changed ? (
            <Button type="submit" variant="primary">
              Save
            </Button>
          ) : null}
          <span id={`${id}-note`} className="text-cell text-ink-2">
            {note}
          </span>
        </div>
        {problem === null ? null : (
          <p id={`${id}-problem`} role="alert" className="mt-1 text-bad text-cell">
            {problem}
          </p>
        )}
      </div>
    </form>
  );
}
