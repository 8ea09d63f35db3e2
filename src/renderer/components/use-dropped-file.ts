import { useEffect, useRef } from 'react';

/**
 * Takes a file that is dropped anywhere on the window, unless what it was dropped on has taken it.
 *
 * @param take Returns false for a file that is for somebody else.
 */
export function useDroppedFile(take: (file: File) => boolean): void {
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      const dropped = event.dataTransfer?.files[0];
      if (dropped === undefined || event.defaultPrevented) return;
      if (newest.current(dropped)) event.preventDefault();
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, []);
}
