/**
 * What single views can be told to do by keys. Their commands are registered while the view is shown; the table knows
 * them before, so that their keys can be listed and changed.
 */
import type { Category, Command } from './commands.ts';

interface Entry {
  readonly category: Category;
  readonly title: string;
  /** Absent: none, until somebody chooses some. */
  readonly keys?: readonly string[];
  readonly scope?: 'list';
  readonly inFields?: true;
  /** Ids of the views that have it. */
  readonly views: readonly string[];
}

const inList = (title: string, ...keys: string[]) =>
  ({ category: 'List', title, keys, scope: 'list', views: ['live'] }) as const satisfies Entry;

const ENTRIES = {
  'list.next': inList('Go to the next row', 'j', 'arrowdown'),
  'list.previous': inList('Go to the previous row', 'k', 'arrowup'),
  'list.extend-down': inList('Select down to the next row', 'shift+arrowdown'),
  'list.extend-up': inList('Select up to the previous row', 'shift+arrowup'),
  'list.select-all': inList('Select all rows', 'mod+a'),
  'list.page-down': inList('Go one page down', 'pagedown'),
  'list.page-up': inList('Go one page up', 'pageup'),
  'list.oldest': inList('Go to the oldest', 'home'),
  'list.newest': inList('Go to the newest and follow', 'end'),
  'decision.next-part': {
    category: 'Decision',
    title: 'Show the next part in the inspector',
    keys: [']'],
    scope: 'list',
    views: ['live'],
  },
  'decision.previous-part': {
    category: 'Decision',
    title: 'Show the previous part in the inspector',
    keys: ['['],
    scope: 'list',
    views: ['live'],
  },
  'decision.close': {
    category: 'Decision',
    title: 'Back to the list',
    keys: ['escape'],
    views: ['decision', 'compare'],
  },
  'decision.only-differences': {
    category: 'Decision',
    title: 'Show differences only, or everything',
    keys: ['d'],
    scope: 'list',
    views: ['compare'],
  },
  'latency.table': {
    category: 'View',
    title: 'Show the chart as a table, or the table as a chart',
    keys: ['t'],
    scope: 'list',
    views: ['latency'],
  },
  'latency.unbrush': {
    category: 'Filter',
    title: 'Clear the latency brush and the zoom',
    keys: ['escape'],
    scope: 'list',
    views: ['latency'],
  },
  'map.list': { category: 'Map', title: 'Show the map or a list', keys: ['t'], scope: 'list', views: ['map'] },
  'map.lasso': {
    category: 'Map',
    title: 'Choose clusters with the lasso',
    keys: ['l'],
    scope: 'list',
    views: ['map'],
  },
  'map.escape': {
    category: 'Map',
    title: 'Leave the lasso, then clear the choice',
    keys: ['escape'],
    scope: 'list',
    views: ['map'],
  },
  'map.zoom-in': { category: 'Map', title: 'Zoom in', views: ['map'] },
  'map.zoom-out': { category: 'Map', title: 'Zoom out', views: ['map'] },
  'map.zoom-reset': { category: 'Map', title: 'Show all of the map', views: ['map'] },
  'map.colour.bucket': { category: 'Map', title: 'Colour by bucket', views: ['map'] },
  'map.colour.margin': { category: 'Map', title: 'Colour by margin', views: ['map'] },
  'map.colour.cache': { category: 'Map', title: 'Colour by cache', views: ['map'] },
  'playground.run': { category: 'Playground', title: 'Send', keys: ['mod+enter'], views: ['playground'] },
  'playground.route': {
    category: 'Playground',
    title: 'Route only, for $0',
    keys: ['mod+shift+enter'],
    views: ['playground'],
  },
  'playground.stop': {
    category: 'Playground',
    title: 'Stop the answers',
    keys: ['escape'],
    inFields: true,
    views: ['playground'],
  },
  'playground.clear': { category: 'Playground', title: 'Empty the editor', views: ['playground'] },
  'model.open': { category: 'Model', title: 'Open a model…', views: ['models'] },
  'model.switch': { category: 'Model', title: 'Switch a model on or off…', views: ['models'] },
  'model.add': { category: 'Model', title: 'Add a model of yours…', views: ['models'] },
  'model.refresh': { category: 'Model', title: 'Refresh the catalog', views: ['models'] },
} as const satisfies Readonly<Record<string, Entry>>;

type ViewCommandId = keyof typeof ENTRIES;

/** A command of the table: what a view may register, so that none is missing from the table. */
export interface ViewCommand extends Command {
  readonly id: ViewCommandId;
}

/** A command of the table, with what it does. */
export function viewCommand(
  id: ViewCommandId,
  run: Command['run'],
  more: Pick<Command, 'when' | 'input'> = {},
): ViewCommand {
  const entry: Entry = ENTRIES[id];
  return { id, ...entry, run, ...more };
}

/** All of the table, without what they do. */
export function listViewCommands(): readonly Omit<Command, 'run'>[] {
  return Object.entries(ENTRIES).map(([id, entry]) => ({ id, ...entry }));
}
