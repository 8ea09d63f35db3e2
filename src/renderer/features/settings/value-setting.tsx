import { type InputHTMLAttributes, useEffect, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';

export interface ValueSettingProps {
  readonly label: string;
  /** What the value means, beside the field. */
  readonly note: string;
  readonly value: string;
  readonly input: Pick<
    InputHTMLAttributes<HTMLInputElement>,
    'type' | 'min' | 'max' | 'placeholder' | 'spellCheck' | 'autoComplete'
  >;
  /** Width of the field. */
  readonly className: string;
  /** Resolves with why it was not taken, or null. */
  readonly onSave: (text: string) => Promise<string | null>;
}

/** A value that is written with Enter or its button; what is wrong with it is said under the field. */
export function ValueSetting({ label, note, value, input, className, onSave }: ValueSettingProps) {
  const id = useId();
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setText(value), [value]);
  const save = async (): Promise<void> => setProblem(await onSave(text));
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
            {...input}
            value={text}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? `${id}-note` : `${id}-problem`}
            onChange={(event) => {
              setText(event.target.value);
              setProblem(null);
            }}
            className={`h-6 rounded-md border bg-app px-1.5 text-cell placeholder:text-ink-3 ${className} ${problem === null ? 'border-control' : 'border-bad'}`}
          />
          {text === value ? null : (
            <Button type="submit" variant="primary">
              Save
            </Button>
          )}
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
