import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DecisionRecord } from '../../shared/decision.ts';
import type { NumberColumn } from './ring-columns.ts';

/** As many as can be read side by side. */
export const MAX_PINS = 4;

/** What is open over the views. One at a time: Escape closes it. */
export type Overlay =
  | 'palette'
  | 'shortcuts'
  | 'about'
  | 'replay'
  | 'routing-tests'
  | 'test-bucket'
  | 'test-model'
  | 'held'
  | 'import';

export interface Sort {
  readonly column: NumberColumn;
  readonly descending: boolean;
}

export interface DraftTurn {
  /** Tells turns apart while they are edited. */
  readonly key: number;
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Draft {
  readonly turns: readonly DraftTurn[];
  /** JSON as it is typed; null where no tools are offered. */
  readonly tools: string | null;
}

export const EMPTY_DRAFT: Draft = { turns: [{ key: 0, role: 'user', content: '' }], tools: null };

/** State of the page alone: neither in the link nor kept. */
export interface UiState {
  readonly overlay: Overlay | null;
  /** Id of the held request that the dialog is about. */
  readonly heldId: string | null;
  /** A command whose input the palette asks for as it opens. */
  readonly paletteCommand: string | null;
  /** Id of the decision under the list's cursor: what a row's actions are about. */
  readonly cursor: string | null;
  /** Ids of the rows that are selected together with the cursor's. */
  readonly checked: ReadonlySet<string>;
  /** The list in another order than time; it stands still meanwhile. */
  readonly sort: Sort | null;
  /** Whole records: a pin stays when its row has left the buffer. */
  readonly pins: readonly DecisionRecord[];
  /** What is being written in the playground. Prompt text belongs in no link. */
  readonly draft: Draft;
}

export type UiStore = StoreApi<UiState>;

export function createUiStore(): UiStore {
  return createStore<UiState>(() => ({
    overlay: null,
    heldId: null,
    paletteCommand: null,
    cursor: null,
    checked: new Set(),
    pins: [],
    sort: null,
    draft: EMPTY_DRAFT,
  }));
}
