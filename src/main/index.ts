/** Boot list of the desktop app: what happens, in this order. */
import { app } from 'electron';
import { parseLaunchOptions } from './lifecycle/launch-options.ts';
import { run } from './run.ts';
import { declareAppScheme } from './security/app-protocol.ts';

const options = parseLaunchOptions(process.argv, process.env);
// Before the lock, which lives in this folder: two installations, or two tests, must not meet.
if (options.userDataFolder !== null) app.setPath('userData', options.userDataFolder);

if (app.requestSingleInstanceLock()) {
  // With --no-sandbox (root on Linux cannot have one) this would start children that refuse to run. Such a page still
  // has neither Node nor more than the bridge: that is up to the window's preferences.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  declareAppScheme();
  run(options);
} else {
  // The first instance shows its window; this one has nothing to do and nothing to clean up.
  process.stderr.write('Heimdall is running already: its window is in front now.\n');
  app.exit(0);
}
