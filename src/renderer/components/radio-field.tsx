export interface RadioFieldProps<T extends string> {
  readonly legend: string;
  /** Value, name, and what it means. */
  readonly options: readonly (readonly [T, string, string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, each with a word on what it means. */
export function RadioField<T extends string>({ legend, options, value, onChange }: RadioFieldProps<T>) {
  return (
    <fieldset>
      <legend className="mb-1 text-ink-3">{legend}</legend>
      {options.map(([id, name, note]) => (
        <label key={id} className="flex min-h-6 flex-wrap items-center gap-x-2">
          <input
            type="radio"
            name={legend}
            className="accent-[var(--solid)]"
            checked={value === id}
            onChange={() => onChange(id)}
          />
          {name} <span className="text-cell text-ink-2">{note}</span>
        </label>
      ))}
    </fieldset>
  );
}
