import { toast } from 'sonner';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { copyText } from '../../lib/clipboard.ts';
import { copyAsCurl } from '../../lib/copy-as/curl.ts';
import { copyAsJson } from '../../lib/copy-as/json.ts';
import { copyAsLink } from '../../lib/copy-as/link.ts';
import { copyAsMarkdown } from '../../lib/copy-as/markdown.ts';
import { copyAsPython } from '../../lib/copy-as/python.ts';
import type { CopySource } from '../../lib/copy-as/request-text.ts';
import { copyAsTypeScript } from '../../lib/copy-as/typescript.ts';
import type { Command } from '../../store/commands.ts';
import { quote } from '../../store/filter-query.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { MAX_PINS } from '../../store/ui-store.ts';
import { rate, resetRatings } from '../feedback/rate.ts';
import { whySentence } from '../inspector/why-sentence.ts';
import { openInPlayground } from '../playground/open-in-playground.ts';

/** Copying more at once is an export, not a copy. */
const MAX_COPIED = 200;

/** The decision that a command is about: the open one, the cursor's, or the inspected one. */
export function targetId({ store, ui }: Session): string | null {
  const { view, arg, selected, params } = store.getState().route;
  if (view === 'decision') return arg;
  if (view === 'map') return selected;
  if (view === 'playground') return params.id ?? null;
  if (view !== 'live') return null;
  return ui.getState().cursor ?? selected;
}

/** What can be done with a decision, wherever it is shown. */
export function decisionCommands(session: Session): readonly Command[] {
  const { store, ui } = session;
  const hasTarget = (): boolean => targetId(session) !== null;
  const about = (command: Omit<Command, 'category' | 'when'> & Pick<Command, 'when'>): Command => ({
    ...command,
    category: 'Decision',
    when: () => hasTarget() && (command.when?.() ?? true),
  });
  const copyRequest = (id: string, title: string, write: (source: CopySource) => string, keys?: string): Command =>
    about({
      id: `decision.copy-${id}`,
      title: `Copy as ${title}`,
      ...(keys ? { keys: [keys], scope: 'list' as const } : {}),
      when: () => store.getState().info?.endpoint.openai_base_url != null,
      run: () =>
        withTarget(session, async (record) => {
          const baseUrl = store.getState().info?.endpoint.openai_base_url;
          if (!baseUrl) return;
          const kept = await session.client.request('decisions.body', { id: record.decision.id });
          await copy(write({ record, baseUrl, body: kept.ok ? kept.value : null }), title);
        }),
    });
  return [
    about({
      id: 'decision.open',
      title: 'Open the full decision',
      keys: ['enter'],
      scope: 'list',
      when: () => store.getState().route.view !== 'decision',
      run: () => navigate(store, { view: 'decision', arg: targetId(session) }),
    }),
    about({
      id: 'decision.pin',
      title: 'Pin or unpin',
      keys: ['p'],
      scope: 'list',
      run: () => withTarget(session, (record) => togglePin(session, record)),
    }),
    {
      id: 'decision.compare',
      category: 'Decision',
      title: 'Compare the pinned or selected',
      keys: ['c'],
      scope: 'list',
      when: () => comparable(session).length > 1,
      run: () => navigate(store, { view: 'compare', params: { ids: comparable(session).join(',') } }),
    },
    {
      id: 'decision.unpin-all',
      category: 'Decision',
      title: 'Unpin all',
      when: () => ui.getState().pins.length > 0,
      run: () => ui.setState({ pins: [] }),
    },
    about({
      id: 'decision.replay',
      title: 'Replay…',
      keys: ['r'],
      scope: 'list',
      run: () => ui.setState({ overlay: 'replay' }),
    }),
    about({ id: 'decision.rate-up', title: 'Rate up', run: () => rate(session, targetId(session) ?? '', 1) }),
    about({ id: 'decision.rate-down', title: 'Rate down', run: () => rate(session, targetId(session) ?? '', 0) }),
    {
      id: 'model.ratings',
      category: 'Model',
      title: 'Show ratings and what they changed',
      run: () => navigate(store, { view: 'feedback' }),
    },
    {
      id: 'model.forget-ratings',
      category: 'Model',
      title: 'Forget all ratings',
      run: () => resetRatings(session, { all: true }),
    },
    about({
      id: 'decision.playground',
      title: 'Open in the playground',
      keys: ['o'],
      scope: 'list',
      when: () => store.getState().route.view !== 'playground',
      run: () => withTarget(session, (record) => openInPlayground(session, record.decision.id)),
    }),
    about({
      id: 'decision.copy-json',
      title: 'Copy as JSON',
      keys: ['mod+c'],
      scope: 'list',
      // Marked text is what somebody wants to copy, if there is any.
      when: () => String(getSelection() ?? '') === '',
      run: () => copySelectedJson(session),
    }),
    copyRequest('curl', 'cURL', copyAsCurl, 'mod+shift+c'),
    copyRequest('python', 'Python', copyAsPython),
    copyRequest('typescript', 'TypeScript', copyAsTypeScript),
    about({
      id: 'decision.copy-link',
      title: 'Copy a link',
      run: () => copy(copyAsLink(targetId(session) ?? '', location.href), 'a link'),
    }),
    about({
      id: 'decision.copy-markdown',
      title: 'Copy the reason as Markdown',
      run: () =>
        withTarget(session, (record) => copy(copyAsMarkdown(record, whySentence(record.decision)), 'Markdown')),
    }),
    about({
      id: 'decision.filter-model',
      title: 'Show only this model',
      run: () => filterBy(session, 'model', ({ decision }) => decision.model),
    }),
    about({
      id: 'decision.filter-app',
      title: 'Show only this app',
      run: () => filterBy(session, 'app', ({ app }) => app ?? ''),
    }),
    about({
      id: 'decision.filter-cluster',
      title: 'Show only this cluster',
      run: () => filterBy(session, 'cluster', ({ decision }) => decision.features.clusters[0]?.label ?? ''),
    }),
  ];
}

async function withTarget(session: Session, act: (record: DecisionRecord) => unknown): Promise<void> {
  const id = targetId(session);
  if (id === null) return;
  const result = await session.record(id);
  if (result.ok) await act(result.value);
  else toast.error(`${id} cannot be read: ${result.error.message}`);
}

/** Pins a decision, up to four; a pin stays when its row leaves the buffer. */
export function togglePin({ ui }: Session, record: DecisionRecord): void {
  const { pins } = ui.getState();
  const others = pins.filter(({ decision }) => decision.id !== record.decision.id);
  if (others.length < pins.length) ui.setState({ pins: others });
  else if (pins.length < MAX_PINS) ui.setState({ pins: [...pins, record] });
  else toast(`${MAX_PINS} decisions are pinned. Unpin one first.`);
}

/** Ids that a comparison is about: the selected rows, else the pins. */
function comparable({ ui }: Session): readonly string[] {
  const { checked, pins } = ui.getState();
  return (checked.size > 1 ? [...checked] : pins.map(({ decision }) => decision.id)).slice(0, MAX_PINS);
}

async function copySelectedJson(session: Session): Promise<void> {
  const { checked } = session.ui.getState();
  const target = targetId(session);
  const ids = checked.size > 1 ? [...checked].slice(0, MAX_COPIED) : target === null ? [] : [target];
  const results = await Promise.all(ids.map((id) => session.record(id)));
  const records = results.flatMap((result) => (result.ok ? [result.value] : []));
  const what = records.length === 1 ? 'JSON' : `JSON of ${records.length} decisions`;
  if (records.length > 0) await copy(copyAsJson(records), what);
  if (checked.size > MAX_COPIED) toast(`The first ${MAX_COPIED} of ${checked.size} were copied.`);
}

async function copy(text: string, what: string): Promise<void> {
  if (await copyText(text)) toast(`Copied ${what}`);
  else toast.error('The clipboard cannot be written here');
}

function filterBy(session: Session, field: string, read: (record: DecisionRecord) => string): void {
  void withTarget(session, (record) =>
    navigate(session.store, { view: 'live', query: `${field}:=${quote(read(record))}` }),
  );
}
