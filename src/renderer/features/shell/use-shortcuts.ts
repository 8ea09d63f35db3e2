import { useEffect } from 'react';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { NAV } from './nav-rail.tsx';

export const FILTER_INPUT_ID = 'live-filter';

/** Shortcuts that work everywhere. Single letters act only where no text is typed (WCAG 2.1.4). */
export function useShortcuts(session: Session): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey;
      const item = command && !event.altKey && !event.shiftKey ? NAV.find(({ key }) => key === event.key) : undefined;
      if (item) {
        event.preventDefault();
        navigate(session.store, { view: item.view });
        return;
      }
      // A browser has these itself; the app's window does not.
      if (event.altKey && window.heimdall && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
        event.preventDefault();
        history.go(event.key === 'ArrowLeft' ? -1 : 1);
        return;
      }
      const slash = event.key === '/' && !command && !isEditable(event.target);
      if (slash || (command && event.key.toLowerCase() === 'f')) {
        if (session.store.getState().route.view !== 'live') return;
        event.preventDefault();
        const input = document.getElementById(FILTER_INPUT_ID);
        if (input instanceof HTMLInputElement) {
          input.focus();
          input.select();
        }
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [session]);
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
