import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { onAppearanceChange } from '../lib/theme.ts';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

/**
 * A uPlot that fills the element the returned ref is put on.
 *
 * @param options Keep with useMemo: another object makes another plot. Colours as functions, for when the theme changes.
 */
export function useUplot(options: PlotOptions, data: uPlot.AlignedData) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const plot = useRef<uPlot | null>(null);
  const shown = useRef(data);
  shown.current = data;
  useEffect(() => {
    if (element === null) return;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot({ ...options, ...size() }, shown.current, element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(element);
    const stop = onAppearanceChange(() => made.redraw(true, true));
    return () => {
      plot.current = null;
      observer.disconnect();
      stop();
      made.destroy();
    };
  }, [element, options]);
  useEffect(() => plot.current?.setData(data), [data]);
  return { setElement, plot };
}
