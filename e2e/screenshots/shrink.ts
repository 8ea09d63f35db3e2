import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from '../../scripts/paths.mjs';

const FOLDER = join(root, 'docs', 'images');

/** After the last picture: a palette of 256 colours each, which an interface of few colours loses nothing by. */
// biome-ignore lint/style/noDefaultExport: what Playwright calls
export default async function shrink(): Promise<void> {
  for (const name of (await readdir(FOLDER)).filter((file) => file.endsWith('.png'))) {
    const path = join(FOLDER, name);
    await writeFile(path, await sharp(path).png({ palette: true, quality: 95, effort: 8 }).toBuffer());
  }
}
