import type { ButtonHTMLAttributes } from 'react';

type Variant = 'primary' | 'plain' | 'ghost';

const VARIANTS: Record<Variant, string> = {
  primary: 'bg-solid text-white border-transparent hover:brightness-110',
  plain: 'bg-raised text-ink-1 border-control hover:bg-hover',
  ghost: 'bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink-1',
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: Variant;
}

export function Button({ variant = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex h-6 min-w-6 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-2 text-cell disabled:opacity-60 ${VARIANTS[variant]} ${className}`}
      {...rest}
    />
  );
}
