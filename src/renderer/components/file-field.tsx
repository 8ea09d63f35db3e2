import { useId } from 'react';

export interface FileFieldProps {
  readonly label: string;
  /** What the system's dialog offers, as the `accept` of an input has it. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

/** Where one file is chosen. */
export function FileField({ label, accept, onFile }: FileFieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="mb-1 block text-ink-2">
        {label}
      </label>
      <input
        id={id}
        type="file"
        accept={accept}
        className="min-h-6"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) onFile(chosen);
        }}
      />
    </>
  );
}
