import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BreakpointSettings, HeldRequest } from '../../shared/console/breakpoint-contract.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { HOME, type Route } from '../lib/route.ts';
import type { ConnectionState } from '../lib/transport.ts';
import type { SearchState } from './search-state.ts';

export type AppInfo = ConsoleOutput<'app.info'>;
export type Tuning = ConsoleOutput<'tuning.get'>;
export type Profiles = ConsoleOutput<'profiles.list'>;
export type TuningHistory = ConsoleOutput<'tuning.history'>;
export type MetricsSnapshot = ConsoleOutput<'metrics.snapshot'>;
export type ShadowStatus = ConsoleOutput<'shadow.status'>;
export type CacheStats = ConsoleOutput<'cache.stats'>;

/** A snapshot of the host and the state of the views. The records themselves are in the ring; `version` stands for it. */
export interface ConsoleState {
  readonly phase: 'loading' | 'ready' | 'error';
  readonly problem: string | null;
  /** Whether the endpoint wants an access token: `ask` before one was tried, `refused` after a wrong one. */
  readonly lock: 'open' | 'ask' | 'refused';
  readonly connection: ConnectionState;
  readonly info: AppInfo | null;
  readonly tuning: Tuning | null;
  readonly profiles: Profiles | null;
  readonly tuningHistory: TuningHistory | null;
  readonly metrics: MetricsSnapshot | null;
  readonly cacheStats: CacheStats | null;
  /** Null before it was read. */
  readonly breakpoint: BreakpointSettings | null;
  /** Requests that wait at the breakpoint, oldest first. */
  readonly held: readonly HeldRequest[];
  /** Rises when ratings changed. */
  readonly ratings: number;
  /** Null until it was read; the state `off` when none runs. */
  readonly shadow: ShadowStatus | null;
  /** Rises with each batch that was applied to the ring. */
  readonly version: number;
  /** Rises when outcomes of held rows changed. */
  readonly updates: number;
  /** Records in the host's log. */
  readonly logTotal: number;
  /** Records that this console lost because it read too slowly. */
  readonly dropped: number;
  readonly historyLoading: boolean;
  /** The filter over the whole log; null while the rows held are all there is to filter. */
  readonly search: SearchState | null;
  readonly route: Route;
  /** Position after the last row shown while the view is frozen. */
  readonly frozenAt: number | null;
  /** Position of the topmost row of the live list; null while the end is followed. */
  readonly anchor: number | null;
  /** Rises with each step back or forward: the list goes where it was. */
  readonly restored: number;
}

export type ConsoleStore = StoreApi<ConsoleState>;

export function createConsoleStore(route: Route = HOME): ConsoleStore {
  return createStore<ConsoleState>(() => ({
    phase: 'loading',
    problem: null,
    lock: 'open',
    connection: 'connecting',
    info: null,
    tuning: null,
    profiles: null,
    tuningHistory: null,
    metrics: null,
    cacheStats: null,
    breakpoint: null,
    held: [],
    ratings: 0,
    shadow: null,
    version: 0,
    updates: 0,
    logTotal: 0,
    dropped: 0,
    historyLoading: false,
    search: null,
    route,
    frozenAt: null,
    anchor: null,
    restored: 0,
  }));
}
