import { type ReactNode, useId } from 'react';
import { FIELD } from '../../components/form-fields.tsx';
import type { FieldProblem, Known } from './own-model-draft.ts';

interface FieldFrameProps {
  readonly label: string;
  /** As the contract calls it, to find its problem. */
  readonly field: string;
  readonly problem: FieldProblem | null;
  readonly hint?: ReactNode;
  readonly children: (ids: { readonly id: string; readonly describedBy: string; readonly wrong: boolean }) => ReactNode;
}

/** Label, field, and below it what is wrong with it or what it is for. */
export function FieldFrame({ label, field, problem, hint, children }: FieldFrameProps) {
  const id = useId();
  const wrong = problem?.field === field;
  return (
    <div className="text-cell" data-field={field}>
      <label htmlFor={id} className="mb-0.5 block text-ink-2">
        {label}
      </label>
      {children({ id, describedBy: `${id}-about`, wrong })}
      <p
        id={`${id}-about`}
        role={wrong ? 'alert' : undefined}
        className={`mt-0.5 text-axis ${wrong ? 'text-bad' : 'text-ink-3'}`}
      >
        {wrong ? problem.message : hint}
      </p>
    </div>
  );
}

interface TextFieldProps extends Omit<FieldFrameProps, 'children'> {
  readonly value: string;
  readonly placeholder?: string;
  readonly numeric?: boolean;
  /** What is proposed; anything may be typed. */
  readonly proposals?: readonly string[];
  readonly onChange: (value: string) => void;
}

export function TextField({ value, placeholder, numeric = false, proposals, onChange, ...frame }: TextFieldProps) {
  const list = useId();
  return (
    <FieldFrame {...frame}>
      {({ id, describedBy, wrong }) => (
        <>
          <input
            id={id}
            value={value}
            placeholder={placeholder}
            inputMode={numeric ? 'decimal' : undefined}
            list={proposals === undefined ? undefined : list}
            spellCheck={false}
            aria-invalid={wrong}
            aria-describedby={describedBy}
            onChange={(event) => onChange(event.target.value)}
            className={`${FIELD} w-full ${wrong ? 'border-bad' : ''} ${numeric ? 'text-right tabular-nums' : ''}`}
          />
          {proposals === undefined ? null : (
            <datalist id={list}>
              {proposals.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          )}
        </>
      )}
    </FieldFrame>
  );
}

const WORDS = { unknown: 'not known', yes: 'yes', no: 'no' } as const;

interface KnownFieldProps {
  readonly label: string;
  readonly value: Known;
  readonly onChange: (value: Known) => void;
}

/** Whether it can do something; what nobody knows is tried. */
export function KnownField({ label, value, onChange }: KnownFieldProps) {
  const id = useId();
  return (
    <div className="text-cell">
      <label htmlFor={id} className="mb-0.5 block text-ink-2">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value as Known)}
        className={`${FIELD} w-full`}
      >
        {Object.entries(WORDS).map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
}
