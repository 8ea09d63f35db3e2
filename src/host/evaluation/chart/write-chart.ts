import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { HeimdallError } from '../../../core/index.ts';

/** Pixels of a PNG for one of the SVG, so that text is sharp on today's screens. */
const PNG_SCALE = 2;
/** sharp takes a pixel of an SVG for a 72nd of an inch. */
const SVG_DPI = 72;

/**
 * Writes a picture; the name says in which format.
 *
 * @throws {HeimdallError} `request_invalid` for a name that ends in neither .svg nor .png, or a place that cannot be
 *   written.
 */
export async function writeChart(path: string, svg: string): Promise<void> {
  const extension = extname(path).toLowerCase();
  if (extension !== '.svg' && extension !== '.png') {
    throw new HeimdallError('request_invalid', `${path}: a chart's name must end in .svg or .png.`);
  }
  const bytes = extension === '.svg' ? svg : await rasterise(svg);
  try {
    await writeFile(path, bytes);
  } catch (cause) {
    throw new HeimdallError('request_invalid', `${path} cannot be written: ${(cause as Error).message}`, { cause });
  }
}

/** On white: a PNG cannot follow the reader's theme. */
async function rasterise(svg: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return await sharp(Buffer.from(svg), { density: PNG_SCALE * SVG_DPI })
    .flatten({ background: '#fff' })
    .png()
    .toBuffer();
}
