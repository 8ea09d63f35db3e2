import { X } from 'lucide-react';
import type { DraftImage } from '../../store/ui-store.ts';
import { megabytes } from './draft-images.ts';

export interface ImageStripProps {
  readonly images: readonly DraftImage[];
  readonly onRemove: (key: string) => void;
}

/** The images of a turn, small. */
export function ImageStrip({ images, onRemove }: ImageStripProps) {
  if (images.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2 border-line border-t p-2" data-testid="draft-images">
      {images.map(({ key, name, type, bytes, data }) => (
        <li key={key} className="relative">
          <img
            src={`data:${type};base64,${data}`}
            alt={name}
            title={`${name}, ${megabytes(bytes)} MB`}
            className="h-16 max-w-32 rounded-md border border-line object-contain"
          />
          <button
            type="button"
            aria-label={`Take ${name} out`}
            onClick={() => onRemove(key)}
            className="absolute top-0 right-0 flex size-6 items-center justify-center rounded-md border border-control bg-raised text-ink-1 hover:bg-hover"
          >
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
