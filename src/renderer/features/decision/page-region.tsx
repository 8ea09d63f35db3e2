import { type ReactNode, useEffect, useRef } from 'react';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';

export interface PageRegionProps {
  readonly label: string;
  /** Whose single keys act here. */
  readonly keys: 'decision' | 'compare';
  /** Stays at the top. */
  readonly header: ReactNode;
  readonly children: ReactNode;
  readonly 'data-testid': string;
  readonly 'data-decision-id'?: string;
}

/** A page about decisions. It takes the focus, so that their keys act at once and the page scrolls by keyboard. */
export function PageRegion({ label, keys, header, children, ...rest }: PageRegionProps) {
  const scroller = useRef<HTMLDivElement | null>(null);
  useEffect(() => scroller.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section could not be told from the cards in it
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      data-keys={keys}
      className="group/page h-full overflow-auto bg-app focus-visible:outline-none"
      {...rest}
    >
      {header === null ? null : (
        // Shows the focus of the whole page, which an outline around all of it would shout.
        <div className="sticky top-0 left-0 z-20 border-line border-b bg-panel group-focus-visible/page:border-focus group-focus-visible/page:border-b-2">
          {header}
        </div>
      )}
      {children}
    </div>
  );
}

/** Back to the list, to the decision that the page is about. */
export function closeCommand({ store }: Session): ViewCommand {
  return viewCommand('decision.close', () => {
    const { arg } = store.getState().route;
    navigate(store, { view: 'live', ...(arg === null ? {} : { selected: arg }) });
  });
}
