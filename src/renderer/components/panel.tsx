import type { ReactNode } from 'react';

/** A framed box for cards, on views that are made of several. */
export function PanelBox({
  id,
  className = '',
  children,
}: {
  readonly id?: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <div id={id} className={`min-w-0 scroll-mt-24 overflow-hidden rounded-md border border-line bg-panel ${className}`}>
      {children}
    </div>
  );
}
