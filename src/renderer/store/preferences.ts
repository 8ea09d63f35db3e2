/** What a person chose about the console itself, kept in this browser or window. Never anything about requests. */
import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';

const KEY = 'heimdall.preferences';
const RECENTS = 8;

const schema = z.object({
  density: z.enum(['compact', 'regular', 'roomy']).catch('regular'),
  /** Columns of the live list in order; null lets the width choose. */
  columns: z.array(z.string()).nullable().catch(null),
  /** Pixels by column, where they were changed. */
  columnWidths: z.record(z.string(), z.number()).catch({}),
  /** Pixels by pane, where an edge was dragged. */
  paneWidths: z.record(z.string(), z.number()).catch({}),
  singleKeys: z.boolean().catch(true),
  /** Keys by command, where others were chosen. */
  keyBindings: z.record(z.string(), z.array(z.string())).catch({}),
  /** Prompts and answers are shown as dots. */
  promptsHidden: z.boolean().catch(false),
  railOpen: z.boolean().catch(true),
  facetsOpen: z.boolean().catch(false),
  /** Name of the tuning profile that was in force last: what values of nobody are compared with. */
  tuningBase: z.string().catch('Balanced'),
  /** Tune applies a value when it is let go; else Apply must be pressed. */
  applyOnRelease: z.boolean().catch(true),
  savedFilters: z.array(z.object({ name: z.string(), query: z.string() })).catch([]),
  /** Ids of the commands that the palette ran last, newest first. */
  recents: z.array(z.string()).catch([]),
});

export type Preferences = z.infer<typeof schema>;
export type Density = Preferences['density'];
export type PreferencesStore = StoreApi<Preferences>;

/** What *Reset the layout* brings back. */
export const LAYOUT: Partial<Preferences> = {
  density: 'regular',
  columns: null,
  columnWidths: {},
  paneWidths: {},
  railOpen: true,
  facetsOpen: false,
};

/** Row heights of the live list in pixels. */
export const ROW_HEIGHTS: Record<Density, number> = { compact: 24, regular: 28, roomy: 36 };

export function createPreferences(storage: Pick<Storage, 'getItem' | 'setItem'> | null = browserStorage()) {
  const store: PreferencesStore = createStore<Preferences>(() => schema.parse(read(storage)));
  store.subscribe((state) => {
    try {
      storage?.setItem(KEY, JSON.stringify(state));
    } catch {
      // Storage can be full or blocked; the choice then lasts as long as the page.
    }
  });
  return store;
}

function read(storage: Pick<Storage, 'getItem'> | null): unknown {
  try {
    const value: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

export function rememberRecent(preferences: PreferencesStore, id: string): void {
  preferences.setState(({ recents }) => ({
    recents: [id, ...recents.filter((other) => other !== id)].slice(0, RECENTS),
  }));
}
