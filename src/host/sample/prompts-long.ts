import type { SamplePrompt } from './sample-prompt.ts';

const MINUTES = [
  'Minutes of the building committee. Present: Aalto, Brandt, Chukwu, Dvořák, Eriksen. Excused: Ferri.',
  'Item 1, roof. Brandt reports that the scaffold stands since Monday. Two of the five chimneys are loose and must be taken down to the roof line. The mason wants 4,800 for both; the budget has 3,000. Chukwu asks whether one could be kept for the bats. Eriksen will ask the nature office before the 14th.',
  'Item 2, heating. The old boiler passed its inspection for the last time. Three offers are in: 41,200 for a heat pump with a new buffer tank, 38,900 for the same without one, and 22,500 for a gas boiler. Dvořák points out that the grant covers 35 % of the first two and nothing of the third. Aalto doubts that the radiators on the second floor are large enough. A heating engineer is to measure them for 900 at most. Decision after that, no later than the March meeting.',
  'Item 3, noise. The ground-floor tenants complain about the choir on Wednesdays. The choir offers to end at 21:00 instead of 21:30 and to lay carpet at its own cost. Agreed. Chukwu writes to both.',
  'Item 4, money. The reserve is at 61,340. After roof and boiler about 18,000 would be left, which is below the 25,000 that the statutes ask for. Eriksen proposes a one-off payment of 300 per flat, Ferri had objected by letter. Postponed; Brandt prepares two variants.',
  'Item 5, other. The bicycle cellar needs a new lock. The lime tree is sick and may have to go. The summer party is on 20 June unless it rains, then on the 27th.',
].join('\n\n');

const LOG = Array.from({ length: 90 }, (_, line) => {
  const minute = String(Math.floor(line / 3)).padStart(2, '0');
  const kinds = [
    'pool acquired in',
    'pool acquired in',
    'retry 1 of 3 after',
    'pool acquired in',
    'connection reset after',
  ];
  return `2026-02-11T04:${minute}:${String((line % 3) * 20).padStart(2, '0')}Z worker-${line % 4} ${kinds[line % 5]} ${12 + ((line * 37) % 900)} ms, ${40 - (line % 41)} of 40 free`;
}).join('\n');

const CONTRACT = Array.from({ length: 24 }, (_, clause) => {
  const subjects = ['The Supplier', 'The Customer', 'Each party', 'A subcontractor'];
  const duties = [
    'shall keep records of every delivery for six years and show them on request within ten working days',
    'may end this agreement with three months notice to the end of a quarter, in writing',
    'is liable for slight negligence only where an essential duty is broken, and then up to twice the yearly fee',
    'must report a breach of security without delay and not later than 36 hours after it became known',
    'shall not assign rights under this agreement unless the other party consents, which may not be refused without cause',
    'bears the cost of export licences, except where the place of delivery was changed by the other party',
  ];
  return `${clause + 1}. ${subjects[clause % 4]} ${duties[clause % 6]}. Clause ${((clause * 7) % 24) + 1} remains unaffected.`;
}).join('\n');

const ESSAY = Array.from({ length: 60 }, (_, part) => {
  const places = ['the harbour', 'the mill', 'the market hall', 'the tram depot', 'the gasworks'];
  const turns = [
    'was built in haste and paid for twice',
    'outlived the trade that it was made for',
    'burned, was insured, and burned again',
    'became a school, then a store, then a theatre',
  ];
  return `In its ${part + 1}. year as a free town the council noted that ${places[part % 5]} ${turns[part % 4]}, and that nobody could say any more who had first asked for it; the clerk added in the margin that the same had been written about the bridge.`;
}).join(' ');

/** Prompts with a document in them: they test context windows, partial embedding and cost. */
export const LONG_PROMPTS: readonly SamplePrompt[] = [
  { app: 'web', text: `Summarise these minutes in five lines and list who has to do what by when.\n\n${MINUTES}` },
  { app: 'web', text: `Which decisions in these minutes may break the statutes, and why?\n\n${MINUTES}` },
  { app: 'web', text: `Übersetze dieses Protokoll ins Deutsche, förmlicher Ton.\n\n${MINUTES}` },
  { app: 'web', text: `Write a friendly e-mail to Ferri that sums up items 2 and 4.\n\n${MINUTES}` },
  { app: 'cli', text: `Find the pattern behind the resets in this log and propose a cause:\n\n${LOG}` },
  { app: 'cli', text: `How many retries per worker?\n\n${LOG}`, json: true },
  { app: 'ide', text: `Write a parser for these lines and a test with the first three:\n\n${LOG}` },
  { app: 'web', text: `Which clauses contradict each other? Quote both and say which would prevail.\n\n${CONTRACT}` },
  { app: 'web', text: `Explain clause 3 in plain words.\n\n${CONTRACT}` },
  { app: 'batch', text: `List all deadlines as JSON.\n\n${CONTRACT}`, json: true },
  { app: 'web', text: `Review this chapter as an editor: structure, repetition, tone. Be frank.\n\n${ESSAY}` },
  { app: 'web', text: `One sentence: what is this about?\n\n${ESSAY}` },
  {
    app: 'web',
    text: `Compare the two documents and find what they have in common in style.\n\n${ESSAY}\n\n---\n\n${CONTRACT}`,
  },
  {
    app: 'batch',
    text: `Build an index of places with the years in which they are named.\n\n${ESSAY}\n\n${ESSAY.toUpperCase()}`,
  },
];
