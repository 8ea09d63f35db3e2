/** The part of the console API that is about the desktop around the window. */
import { z } from 'zod';

/** What the desktop has, and what the user chose of it. */
export const desktopSchema = z.object({
  /** `none`: this desktop shows no tray. `unknown`: it could not be asked. */
  tray: z.enum(['shown', 'none', 'unknown']),
  notifications: z.enum(['shown', 'none', 'unknown']),
  /** False where closing the window never ends an app, as on a Mac. */
  closing_may_quit: z.boolean(),
  open_at_login: z.object({
    on: z.boolean(),
    /** Why it cannot be chosen here; null when it can. */
    problem: z.string().nullable(),
    /** File that it is written to; null where the system keeps it. */
    path: z.string().nullable(),
  }),
});

export const desktopQueries = {
  /** Null in a browser, where there is no window of Heimdall's own. */
  'desktop.get': { input: z.undefined(), output: desktopSchema.nullable() },
} as const;

export const desktopCommands = {
  /** Refused in a browser. */
  'desktop.open_at_login': { input: z.strictObject({ on: z.boolean() }), output: desktopSchema },
  /** Shows a folder of Heimdall's in the file manager. Refused in a browser. */
  'desktop.open_folder': {
    input: z.strictObject({ folder: z.enum(['data', 'logs']) }),
    output: z.object({ path: z.string() }),
  },
} as const;
