/** Images on their way into a draft. They stay in memory: neither the link nor the browser's storage has them. */
import {
  IMAGE_TYPES,
  type ImageType,
  MAX_IMAGE_BYTES,
  MAX_IMAGES,
  MAX_IMAGES_BYTES,
} from '../../../shared/console/playground-contract.ts';
import type { Draft, DraftImage } from '../../store/ui-store.ts';

export interface AddedImages {
  readonly images: readonly DraftImage[];
  /** A sentence for each file that was not taken. */
  readonly problems: readonly string[];
}

/** Reads files that may come with a draft which has `draft`'s images already. */
export async function readImages(files: readonly File[], draft: Draft): Promise<AddedImages> {
  const held = draft.turns.flatMap(({ images }) => images);
  let count = held.length;
  let bytes = held.reduce((sum, image) => sum + image.bytes, 0);
  const taken: File[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const problem = refusal(file, count, bytes);
    if (problem !== null) {
      problems.push(problem);
      continue;
    }
    taken.push(file);
    count++;
    bytes += file.size;
  }
  return { images: await Promise.all(taken.map(toImage)), problems };
}

function refusal({ name, type, size }: File, count: number, bytes: number): string | null {
  const what = name === '' ? 'The image' : `“${name}”`;
  if (!isImageType(type)) return `${what} is no image that models take: PNG, JPEG, WebP or GIF.`;
  if (size > MAX_IMAGE_BYTES) {
    return `${what} has ${megabytes(size)} MB; providers take ${megabytes(MAX_IMAGE_BYTES)} MB at most. Make it smaller.`;
  }
  if (count >= MAX_IMAGES) return `${what} was left out: a request here has at most ${MAX_IMAGES} images.`;
  if (bytes + size > MAX_IMAGES_BYTES) {
    return `${what} was left out: all images together may have ${megabytes(MAX_IMAGES_BYTES)} MB.`;
  }
  return null;
}

async function toImage(file: File): Promise<DraftImage> {
  const url = await dataUrl(file);
  return {
    key: crypto.randomUUID(),
    name: file.name || 'pasted image',
    type: file.type as ImageType,
    bytes: file.size,
    data: url.slice(url.indexOf(',') + 1),
  };
}

function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read.'));
    reader.readAsDataURL(file);
  });
}

function isImageType(type: string): type is ImageType {
  return (IMAGE_TYPES as readonly string[]).includes(type);
}

/** Decimal megabytes, as providers state their limits. */
export function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes % 1_000_000 === 0 ? 0 : 1);
}
