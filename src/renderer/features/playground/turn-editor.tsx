import { ImagePlus, X } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, useRef, useState } from 'react';
import { IMAGE_TYPES } from '../../../shared/console/playground-contract.ts';
import { Button } from '../../components/button.tsx';
import type { DraftTurn } from '../../store/ui-store.ts';
import { ImageStrip } from './image-strip.tsx';

const ROLES = ['system', 'user', 'assistant'] as const;

export interface TurnEditorProps {
  readonly turn: DraftTurn;
  /** Its place, from 1. */
  readonly place: number;
  readonly onChange: (next: Partial<DraftTurn>) => void;
  /** Null for the only one. */
  readonly onRemove: (() => void) | null;
  readonly onFiles: (files: readonly File[]) => void;
}

/** One turn: its text, and the images of a user's. They are picked, pasted or dropped. */
export function TurnEditor({ turn, place, onChange, onRemove, onFiles }: TurnEditorProps) {
  const { role, content, images } = turn;
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const takesImages = role === 'user';
  const take = (event: ClipboardEvent | DragEvent, transfer: DataTransfer | null): void => {
    const files = [...(transfer?.files ?? [])];
    if (!takesImages || files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button does the same
    <div
      className={`rounded-md border bg-app ${over ? 'border-accent' : 'border-line'}`}
      onPaste={(event) => take(event, event.clipboardData)}
      onDragOver={(event) => {
        if (!takesImages || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        take(event, event.dataTransfer);
      }}
    >
      <div className="flex items-center justify-between border-line border-b px-2 py-1">
        <select
          aria-label={`Role of turn ${place}`}
          value={role}
          onChange={(event) => {
            const next = event.target.value as DraftTurn['role'];
            // Models are shown images by their users alone.
            onChange({ role: next, ...(next === 'user' ? {} : { images: [] }) });
          }}
          className="h-6 rounded-md border border-control bg-raised px-1 text-cell"
        >
          {ROLES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <span className="flex items-center gap-1">
          {takesImages ? (
            <>
              <input
                ref={picker}
                type="file"
                multiple
                hidden
                accept={IMAGE_TYPES.join(',')}
                data-testid="image-picker"
                onChange={(event) => {
                  onFiles([...(event.target.files ?? [])]);
                  // The same file may be wanted again.
                  event.target.value = '';
                }}
              />
              <Button variant="ghost" title="Or paste or drop one" onClick={() => picker.current?.click()}>
                <ImagePlus size={12} aria-hidden /> image
              </Button>
            </>
          ) : null}
          {onRemove === null ? null : (
            <Button variant="ghost" className="px-1!" aria-label={`Take turn ${place} out`} onClick={onRemove}>
              <X size={12} aria-hidden />
            </Button>
          )}
        </span>
      </div>
      <textarea
        aria-label={`Text of turn ${place}, ${role}`}
        data-testid={`turn-${role}`}
        value={content}
        rows={role === 'user' ? 9 : 3}
        placeholder={role === 'user' ? 'What would an app ask?' : ''}
        onChange={(event) => onChange({ content: event.target.value })}
        className="block w-full resize-y bg-app p-2 text-body outline-offset-[-2px] placeholder:text-ink-3"
      />
      <ImageStrip
        images={images}
        onRemove={(key) => onChange({ images: images.filter((image) => image.key !== key) })}
      />
    </div>
  );
}
