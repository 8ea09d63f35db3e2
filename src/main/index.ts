/** Boot list of the desktop app: what happens, in this order. */
import { app } from 'electron';
import { parseLaunchOptions } from './lifecycle/launch-options.ts';
import { run } from './run.ts';
import { declareAppScheme } from './security/app-protocol.ts';

const options = parseLaunchOptions(process.argv, process.env);
// Before the lock, which lives in this folder: two installations, or two tests, must not meet.
if (options.userDataFolder !== null) app.setPath('userData', options.userDataFolder);

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  declareAppScheme();
  run(options);
} else {
  // The first instance shows its window; this one has nothing to do and nothing to clean up.
  app.exit(0);
}
