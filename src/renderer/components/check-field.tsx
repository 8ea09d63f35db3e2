import type { ReactNode } from 'react';

export interface CheckFieldProps {
  readonly label: string;
  /** What it means, beside the label. */
  readonly note: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Something that is on or off. */
export function CheckField({ label, note, checked, disabled = false, onChange }: CheckFieldProps) {
  return (
    <label className="flex min-h-6 flex-wrap items-center gap-x-2">
      <input
        type="checkbox"
        className="accent-[var(--solid)]"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label} <span className="text-cell text-ink-2">{note}</span>
    </label>
  );
}
