import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /^(main|preload)\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'))
  .sort();

/** Files whose code (not comments) matches. */
function filesWith(pattern: RegExp): string[] {
  return files.filter((path) => {
    const code = readFileSync(join(src, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    return pattern.test(code);
  });
}

// The linter forbids the named imports; it does not see `electron.ipcMain` or `contents.send`.
describe('the dangerous parts of Electron have one user each', () => {
  it.each([
    [/\bipcMain\b/, ['main/ipc/register-ipc.ts']],
    [/\bipcRenderer\b/, ['preload/index.ts']],
    [/\bcontextBridge\b/, ['preload/index.ts']],
    // The page's side only says how many events it has taken.
    [/\.send\(/, ['main/ipc/register-ipc.ts', 'preload/index.ts']],
    [/\bopenExternal\b/, ['main/security/navigation-guard.ts']],
    [/new BrowserWindow\(/, ['main/windows/main-window.ts']],
    [/\bsafeStorage\b/, ['main/secrets/safe-storage.ts']],
    // Folders of Heimdall's own, by name; the page has no say in the path.
    [/\bopenPath\b/, ['main/desktop/electron-desktop.ts']],
    [/\bexecuteJavaScript\b|@electron\/remote/, []],
    [/import (\* as )?electron\b|require\(/, []],
  ])('%s', (pattern, expected) => {
    expect(filesWith(pattern)).toEqual(expected);
  });
});
