import { setImmediate as nextTurn } from 'node:timers/promises';
import { HeimdallError } from '../../../core/index.ts';
import { importCapsule } from '../../capsule/import-capsules.ts';
import { capsuleWriter } from '../../capsule/make-capsule.ts';
import { exportPage } from '../../export/export-page.ts';
import { findRecord } from './decision-handlers.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Decisions taken in in one turn: a few milliseconds. */
const CHUNK = 20;
/** Decisions written into a file at once. */
const FILE_PAGE = 200;

/** Decisions as documents that can be passed on. */
export function capsuleHandlers(
  parts: ConsoleParts,
): Pick<Handlers, 'decisions.capsule' | 'decisions.import' | Extract<keyof Handlers, `decisions.export${string}`>> {
  const { log, desktop, fileExport } = parts;
  return {
    'decisions.capsule': ({ id, embedding }) => capsuleWriter(parts)(findRecord(log, id), embedding),
    'decisions.export': (input) => exportPage(parts, input),
    'decisions.export_file': async ({ name, ...subject }) => {
      if (desktop === null) {
        throw new HeimdallError('unavailable', 'This console runs in a browser, which saves files by itself.');
      }
      const path = await desktop.chooseFile(name);
      if (path === null) return null;
      const read = (before: number | undefined) =>
        exportPage(parts, { ...subject, limit: FILE_PAGE, ...(before === undefined ? {} : { before_seq: before }) });
      return fileExport.start(read, path);
    },
    'decisions.export_status': () => fileExport.status(),
    'decisions.export_cancel': () => {
      fileExport.cancel();
      return fileExport.status();
    },
    'decisions.import': async ({ capsules }) => {
      const results = [];
      for (const capsule of capsules) {
        results.push(importCapsule(parts, capsule));
        if (results.length % CHUNK === 0) await nextTurn();
      }
      return { results };
    },
  };
}
