import { useEffect, useState } from 'react';
import { onAppearanceChange } from '../../lib/theme.ts';
import { currentPalette, type Palette } from './paint-map.ts';

/** The colours of the theme in force: another object when they change, so that canvases paint again. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState<Palette>(() => currentPalette());
  useEffect(() => onAppearanceChange(() => setPalette(() => currentPalette())), []);
  return palette;
}
