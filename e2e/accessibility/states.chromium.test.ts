/** Every view in both themes, in every state that it has: no violation of the rules of accessibility. */
import { VIEW_IDS } from '../../src/renderer/views.ts';
import { expect, test } from '../fixtures/console-test.ts';
import { pricedTest } from '../fixtures/priced-test.ts';
import { prompts } from '../prompts.ts';
import { EMPTY_STATES } from './empty-states.ts';
import { LIVE_STATES } from './live-states.ts';
import { PRICED_STATES } from './priced-states.ts';
import { KINDS, type State, violationsOf } from './stage.ts';
import { TROUBLED_STATES } from './troubled-states.ts';
import { VIEW_STATES } from './view-states.ts';

interface Table {
  readonly states: readonly State[];
  /** Made before the first state. */
  readonly requests: readonly string[];
}

const PLAIN: Readonly<Record<string, Table>> = {
  'before the first request': { states: EMPTY_STATES, requests: [] },
  'in the list': { states: LIVE_STATES, requests: [prompts.greeting, prompts.coding] },
  'in the views': { states: VIEW_STATES, requests: Object.values(prompts) },
  'in trouble': { states: TROUBLED_STATES, requests: [prompts.greeting, prompts.coding] },
};
const PRICED: Table = {
  states: PRICED_STATES,
  requests: [prompts.coding, prompts.coding, 'is it safe for dogs?', 'is it not safe for dogs?'],
};

test('every view is shown in every state', () => {
  const wanted = VIEW_IDS.flatMap((view) => KINDS.map((kind) => `${view}, ${kind}`));
  const shown = [...Object.values(PLAIN), PRICED].flatMap(({ states }) => states.flatMap(({ of }) => (of ? [of] : [])));
  expect(shown.map((of) => of.join(', ')).sort()).toEqual(wanted.sort());
});

// What is not there, refused or cut off: the browser writes it to its console.
test.use({ toleratedErrors: /40[14]|500|Failed to load resource/ });

for (const [name, { states, requests }] of Object.entries(PLAIN)) {
  test(`nothing ${name} breaks the rules`, async ({ endpoint, latency, live, running, shell }) => {
    test.setTimeout(300_000);
    const decisionIds: string[] = [];
    for (const text of requests) decisionIds.push((await endpoint.chat(text)).decisionId);
    const stage = { page: running.page, running, shell, live, latency, endpoint, decisionIds };
    expect(await violationsOf(states, stage)).toEqual([]);
  });
}

pricedTest.use({ moreSettings: 'response_cache: { enabled: true, mode: exact_then_semantic, embedder: static }\n' });

pricedTest('nothing that costs money breaks the rules', async ({ endpoint, latency, live, running, shell }) => {
  const decisionIds: string[] = [];
  for (const text of PRICED.requests) decisionIds.push((await endpoint.chat(text)).decisionId);
  const stage = { page: running.page, running, shell, live, latency, endpoint, decisionIds };
  expect(await violationsOf(PRICED.states, stage)).toEqual([]);
});
