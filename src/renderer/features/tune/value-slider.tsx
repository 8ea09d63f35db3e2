import { Slider } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { usePreferences } from '../../store/console-context.tsx';
import type { TuningActions } from './use-tuning.ts';

export interface ValueSliderProps {
  readonly value: number;
  readonly label: string;
  readonly valueText: string;
  readonly testId: string;
  readonly actions: TuningActions;
  readonly onChange: (value: number) => void;
  /** Height of the whole, in Tailwind's words. */
  readonly className: string;
  readonly thumbClass: string;
  /** Under the handle: the track with its marks, or a chart. */
  readonly children: ReactNode;
}

/**
 * A handle between 0 and 1 in hundredths. Moving it is a preview; the pointer applies as it lets go, if that is wanted,
 * and the keyboard by Enter alone (WCAG 3.2.2).
 */
export function ValueSlider(props: ValueSliderProps) {
  const { value, label, valueText, testId, actions, onChange, className, thumbClass, children } = props;
  const applyOnRelease = usePreferences((state) => state.applyOnRelease);
  // Radix commits on every arrow key too.
  const dragging = useRef(false);
  const keys = (event: KeyboardEvent): void => {
    dragging.current = false;
    if (event.key === 'Enter') actions.apply();
    if (event.key === 'Escape') actions.restore();
  };
  return (
    <Slider.Root
      value={[value]}
      min={0}
      max={1}
      step={0.01}
      onPointerDown={() => {
        dragging.current = true;
      }}
      onKeyDown={keys}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      onValueCommit={() => {
        if (dragging.current && applyOnRelease) actions.apply();
        dragging.current = false;
      }}
      className={`relative flex w-full touch-none select-none items-center ${className}`}
    >
      <Slider.Track className="relative h-full w-full">{children}</Slider.Track>
      <Slider.Thumb data-testid={testId} aria-label={label} aria-valuetext={valueText} className={thumbClass} />
    </Slider.Root>
  );
}
