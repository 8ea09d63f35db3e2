import { formatCount } from '../../lib/units.ts';
import { ValueSetting } from './value-setting.tsx';

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

/** A whole number; see `ValueSetting`. */
export function NumberSetting({ label, note, value, min, max, onSave }: NumberSettingProps) {
  const save = async (text: string): Promise<string | null> => {
    const number = Number(text);
    if (text.trim() === '' || !Number.isInteger(number) || number < min || number > max) {
      return `A whole number from ${formatCount(min)} to ${formatCount(max)}.`;
    }
    return onSave(number);
  };
  return (
    <ValueSetting
      label={label}
      note={note}
      value={String(value)}
      input={{ type: 'number', min, max }}
      className="w-28"
      onSave={save}
    />
  );
}
