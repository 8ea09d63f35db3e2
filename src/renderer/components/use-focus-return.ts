import { useCallback, useInsertionEffect, useRef } from 'react';

/**
 * Remembers what had the focus before a dialog took it.
 *
 * @returns Gives the focus back.
 */
export function useFocusReturn(open: boolean): () => void {
  const before = useRef<HTMLElement | null>(null);
  // Before the dialog is in the page: after that, what it focuses first would be taken for what had the focus.
  useInsertionEffect(() => {
    if (open && document.activeElement instanceof HTMLElement) before.current = document.activeElement;
  }, [open]);
  return useCallback(() => before.current?.focus(), []);
}
