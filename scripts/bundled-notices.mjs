/** The licence texts of what is bundled: most licences ask that they go with every copy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { packageOfPath } from './shipped-packages.mjs';

/** Its styles are in the bundle, but it is no module of it. */
const STYLES = join(root, 'node_modules', 'tailwindcss');

/**
 * A Vite plugin: writes third-party-notices.txt beside the bundle.
 *
 * @returns {import('vite').Plugin}
 */
export function bundledNotices() {
  return {
    name: 'bundled-notices',
    apply: 'build',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
      const folders = new Set([...modules.map(packageFolder).filter((folder) => folder !== null), STYLES]);
      const notices = [...folders].map(noticeOf).sort();
      this.emitFile({ type: 'asset', fileName: 'third-party-notices.txt', source: notices.join('\n\n') });
    },
  };
}

/** Folder of the package that a module is of, or null for one of ours. */
function packageFolder(id) {
  const path = id.replaceAll('\\', '/');
  const name = packageOfPath(path);
  return name === null ? null : path.slice(0, path.lastIndexOf('node_modules/') + 'node_modules/'.length) + name;
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? null : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text?.trim() ?? 'The package has no text of its licence.'}\n`;
}
