#!/usr/bin/env node
/** `npm run dev`: the window with a live-reloading console. */
import { findElectron } from './electron.mjs';
import { localProgram, runUntilEnded } from './processes.mjs';

const electron = await findElectron({ log: (line) => console.error(line) });
if (electron.path) {
  const asRoot = process.platform === 'linux' && process.getuid() === 0;
  const args = ['dev', ...(asRoot ? ['--noSandbox'] : []), ...process.argv.slice(2)];
  const { code } = await runUntilEnded(localProgram('electron-vite'), args, {
    env: { ...process.env, ELECTRON_EXEC_PATH: electron.path },
  });
  process.exitCode = code;
} else {
  console.error(`No Electron: ${electron.reason}. The console runs in a browser with: npm start -- --headless`);
  process.exitCode = 1;
}
