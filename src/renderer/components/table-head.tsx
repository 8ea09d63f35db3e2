import type { ReactNode } from 'react';

export interface TableHeadProps {
  /** Where the words of most columns stand; a column may say otherwise. */
  readonly align?: 'left' | 'right';
  /** 28 px instead of 24: above rows that are taller, too. */
  readonly tall?: boolean;
  readonly children: ReactNode;
}

/** The names of a table's columns, in one row that is quieter than what it heads. */
export function TableHead({ align = 'left', tall = false, children }: TableHeadProps) {
  return (
    <thead className="text-axis text-ink-3">
      <tr className={`${tall ? 'h-7' : 'h-6'} ${align === 'right' ? 'text-right' : 'text-left'}`}>{children}</tr>
    </thead>
  );
}

export interface ColumnHeadProps {
  /** Width, alignment, padding. */
  readonly className?: string;
  readonly title?: string;
  /** Only for who cannot see what the column holds, such as a button in each row. */
  readonly unseen?: boolean;
  readonly children: ReactNode;
}

export function ColumnHead({ className = '', title, unseen = false, children }: ColumnHeadProps) {
  return (
    <th scope="col" className={`font-normal ${className}`} title={title}>
      {unseen ? <span className="sr-only">{children}</span> : children}
    </th>
  );
}
