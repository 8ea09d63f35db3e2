export interface ChoiceGroupProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly title: string; readonly note?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A few exclusive choices side by side. */
export function ChoiceGroup<T extends string>({ label, options, value, onChange }: ChoiceGroupProps<T>) {
  return (
    <fieldset
      className="flex min-h-6 flex-wrap items-stretch overflow-hidden rounded-md border border-control"
      aria-label={label}
    >
      {options.map(({ id, title, note }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === value}
          title={note}
          onClick={() => onChange(id)}
          className={`min-h-6 min-w-6 whitespace-nowrap border-control border-l px-2 text-cell outline-offset-[-2px] first:border-l-0 ${
            id === value ? 'bg-selected font-semibold text-ink-1' : 'bg-raised text-ink-2 hover:bg-hover'
          }`}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}
