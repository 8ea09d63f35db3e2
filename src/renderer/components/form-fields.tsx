import { type ReactNode, useId } from 'react';

/** The look of a field of one line; its width is for the form to say. */
export const FIELD = 'h-7 rounded-md border border-control bg-app px-2 placeholder:text-ink-3 disabled:opacity-60';

/** Label and field side by side, in a grid of two columns. */
function Labelled({
  id,
  label,
  children,
}: {
  readonly id: string;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      <label htmlFor={id} className="text-ink-2">
        {label}
      </label>
      {children}
    </>
  );
}

export interface ModelFieldProps {
  readonly value: string;
  /** What is proposed; another name may be typed. */
  readonly models: Iterable<string>;
  readonly placeholder?: string;
  readonly onChange: (model: string) => void;
}

/** A row of a form: the name of a model, with the known ones proposed. */
export function ModelField({ value, models, placeholder, onChange }: ModelFieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label="Model">
      <span>
        <input
          id={id}
          list={`${id}-known`}
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value.trim())}
          className={`${FIELD} w-full font-mono`}
        />
        <datalist id={`${id}-known`}>
          {[...new Set(models)].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </span>
    </Labelled>
  );
}

export interface AlphaFieldProps {
  /** As it was typed; see `alphaOf`. */
  readonly value: string;
  /** What holds while the field is empty. */
  readonly placeholder: string;
  readonly hint: string;
  readonly onChange: (text: string) => void;
}

/** A row of a form: an alpha, or nothing. */
export function AlphaField({ value, placeholder, hint, onChange }: AlphaFieldProps) {
  const id = useId();
  const wrong = !alphaOf(value).ok;
  return (
    <Labelled id={id} label="Alpha">
      <span className="flex items-center gap-2">
        <input
          id={id}
          inputMode="decimal"
          placeholder={placeholder}
          value={value}
          aria-invalid={wrong}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onChange(event.target.value.trim())}
          className={`${FIELD} w-20 text-right`}
        />
        <span id={`${id}-hint`} className={wrong ? 'text-bad' : 'text-ink-3'}>
          {wrong ? 'A number from 0 to 1.' : hint}
        </span>
      </span>
    </Labelled>
  );
}

/** What was typed into an alpha field: null for nothing. */
export function alphaOf(text: string): { readonly ok: boolean; readonly value: number | null } {
  if (text === '') return { ok: true, value: null };
  const value = Number(text);
  return value >= 0 && value <= 1 ? { ok: true, value } : { ok: false, value: null };
}

export interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  /** Value and word of each choice. */
  readonly options: readonly (readonly [T, string])[];
  readonly disabled?: boolean;
  readonly className?: string;
  readonly onChange: (value: T) => void;
}

/** A row of a form: one of a few words. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, value, options, disabled = false, className = 'w-full', onChange } = props;
  const id = useId();
  return (
    <Labelled id={id} label={label}>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value as T)}
        className={`${FIELD} ${className}`}
      >
        {options.map(([option, word]) => (
          <option key={option} value={option}>
            {word}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** Why a form could not be sent. */
export function FormProblem({ problem }: { readonly problem: string | null }) {
  return problem === null ? null : (
    <p role="alert" className="mt-3 text-bad text-cell">
      {problem}
    </p>
  );
}
