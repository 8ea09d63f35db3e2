import { HeimdallError } from '../../../core/index.ts';
import { writeFileAtomically } from '../../config/write-file-atomically.ts';
import { PRIVATE_MODE } from '../../files/private-file.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** CPU profiles of this process. */
export function profilerHandlers({
  desktop,
  profiler,
}: ConsoleParts): Pick<Handlers, Extract<keyof Handlers, `profiler.${string}`>> {
  return {
    'profiler.status': () => profiler.status(),
    'profiler.text': () => profiler.text(),
    'profiler.start': ({ seconds }) => profiler.start(seconds),
    'profiler.stop': () => profiler.stop(),
    'profiler.save': async () => {
      if (desktop === null) {
        throw new HeimdallError('unavailable', 'This console runs in a browser, which saves files by itself.');
      }
      const { name, text } = profiler.text();
      const path = await desktop.chooseFile(name);
      if (path === null) return null;
      try {
        await writeFileAtomically(path, text, PRIVATE_MODE);
      } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
        throw new HeimdallError('storage_failed', `${path} was not written: ${reason}. Choose another folder.`);
      }
      return { path };
    },
  };
}
