import { Lasso, List, Minus, Plus } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { formatKeys } from '../../lib/keys.ts';
import { useKeysOf } from '../../store/console-context.tsx';
import { ZOOM_STEP } from './map-canvas.tsx';
import { COLOURINGS, type Colouring, LEGENDS, type Mark } from './marks.ts';
import { type MapWindow, WINDOWS } from './use-map-points.ts';

export interface MapToolbarProps {
  readonly colouring: Colouring;
  readonly onColouring: (next: Colouring) => void;
  readonly window: MapWindow;
  readonly onWindow: (next: MapWindow) => void;
  readonly lasso: boolean;
  readonly onLasso: () => void;
  readonly zoom: number;
  /** Null shows all. */
  readonly onZoom: (factor: number | null) => void;
  readonly listed: boolean;
  readonly onListed: () => void;
}

export function MapToolbar(props: MapToolbarProps) {
  const { colouring, window, lasso, zoom, listed } = props;
  const lassoKeys = useKeysOf('map.lasso');
  const listKeys = useKeysOf('map.list');
  const magnified = `${zoom < 9.95 ? zoom.toFixed(1) : Math.round(zoom)}×`;
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-3 py-1 text-cell">
      <label className="flex items-center gap-1.5">
        <span className="text-ink-3">Colour</span>
        <select
          value={colouring}
          onChange={(event) => props.onColouring(event.target.value as Colouring)}
          className="h-6 rounded-md border border-control bg-raised px-1"
        >
          {COLOURINGS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <ul aria-label={`Legend of ${colouring}`} className="flex items-center gap-3">
        {LEGENDS[colouring].map((mark) => (
          <li key={mark.label} className="flex items-center gap-1 text-ink-2">
            <MarkShape mark={mark} /> {mark.label}
          </li>
        ))}
      </ul>
      <span className="flex-1" />
      <label className="flex items-center gap-1.5">
        <span className="text-ink-3">Since</span>
        <select
          value={window}
          onChange={(event) => props.onWindow(event.target.value as MapWindow)}
          className="h-6 rounded-md border border-control bg-raised px-1"
        >
          {WINDOWS.map((name) => (
            <option key={name} value={name}>
              {name === 'sample' ? 'sample traffic' : name === 'all' ? 'the beginning' : `${name} ago`}
            </option>
          ))}
        </select>
      </label>
      <Button
        aria-pressed={lasso}
        disabled={listed}
        onClick={props.onLasso}
        title={`Draw around points to choose their clusters (${lassoKeys === null ? '' : `${formatKeys(lassoKeys)}, or `}drag with Shift)`}
        className={lasso ? 'bg-selected!' : ''}
      >
        <Lasso size={13} aria-hidden /> Lasso
      </Button>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is a frame of its own here */}
      <span role="group" aria-label="Zoom" className="flex items-center gap-1">
        <Button aria-label="Zoom out" disabled={listed || zoom <= 1} onClick={() => props.onZoom(1 / ZOOM_STEP)}>
          <Minus size={13} aria-hidden />
        </Button>
        <Button
          aria-label={`${magnified}, show all of the map`}
          disabled={listed || zoom === 1}
          onClick={() => props.onZoom(null)}
          className="w-12"
        >
          {magnified}
        </Button>
        <Button aria-label="Zoom in" disabled={listed} onClick={() => props.onZoom(ZOOM_STEP)}>
          <Plus size={13} aria-hidden />
        </Button>
      </span>
      <Button
        aria-pressed={listed}
        onClick={props.onListed}
        title={`The clusters as a list${listKeys === null ? '' : ` (${formatKeys(listKeys)})`}`}
      >
        <List size={13} aria-hidden /> List
      </Button>
    </div>
  );
}

function MarkShape({ mark: { shape, token } }: { readonly mark: Mark }) {
  const color = `var(--${token})`;
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" className="shrink-0">
      {shape === 'circle' ? <circle cx="5" cy="5" r="4.2" fill={color} /> : null}
      {shape === 'ring' ? <circle cx="5" cy="5" r="3.8" fill="none" stroke={color} strokeWidth="1.4" /> : null}
      {shape === 'triangle' ? <path d="M5 0.4 L9.8 9.4 L0.2 9.4 Z" fill={color} /> : null}
      {shape === 'square' ? <rect x="1" y="1" width="8" height="8" fill={color} /> : null}
    </svg>
  );
}
