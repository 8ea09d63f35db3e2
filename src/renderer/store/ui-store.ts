import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ImageType } from '../../shared/console/playground-contract.ts';
import type { ConsoleError } from '../../shared/console-contract.ts';
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
  | 'import'
  | 'import-profiles'
  | 'export';

export interface Sort {
  readonly column: NumberColumn;
  readonly descending: boolean;
}

export interface DraftImage {
  readonly key: string;
  readonly name: string;
  readonly type: ImageType;
  readonly bytes: number;
  /** Base64. */
  readonly data: string;
}

export interface DraftTurn {
  /** Tells turns apart while they are edited. */
  readonly key: number;
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  /** Of a user turn. */
  readonly images: readonly DraftImage[];
}

export interface Draft {
  readonly turns: readonly DraftTurn[];
  /** JSON as it is typed; null where no tools are offered. */
  readonly tools: string | null;
}

export const EMPTY_DRAFT: Draft = { turns: [{ key: 0, role: 'user', content: '', images: [] }], tools: null };

/** One answer that was asked for in the playground. */
export interface Run {
  readonly key: number;
  /** Null is the router's choice. */
  readonly model: string | null;
  /** Of its decision; null until there is one. */
  readonly id: string | null;
  /** Why there is none. */
  readonly problem: ConsoleError | null;
  /** Expected dollars when it was sent; null when they were not known. */
  readonly estimateUsd: number | null;
}

/** What the playground shows beside the draft. */
export interface Trial {
  /** As it is typed. */
  readonly alpha: string;
  /** Who is asked; null is the router's choice. */
  readonly picks: readonly (string | null)[];
  readonly runs: readonly Run[];
  /** Parameters of the link when the view was left, for the way back. */
  readonly params: Readonly<Record<string, string>>;
}

const EMPTY_TRIAL: Trial = { alpha: '', picks: [null], runs: [], params: {} };

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
  readonly trial: Trial;
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
    trial: EMPTY_TRIAL,
  }));
}
