/** What can be done to the tuning, from Tune, the title bar and the palette alike. */
import { toast } from 'sonner';
import type { ConsoleInput, ConsoleOutput, ConsoleResult } from '../../../shared/console-contract.ts';
import { copyText } from '../../lib/clipboard.ts';
import { formatUnit } from '../../lib/units.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';

type InForce = ConsoleOutput<'tuning.get'>;

/** How long a change can be taken back from its toast. */
export const UNDO_MS = 10_000;

/** Reads profiles and history again. */
export async function refreshTuning({ client, store }: Session): Promise<void> {
  const [profiles, history] = await Promise.all([client.request('profiles.list'), client.request('tuning.history')]);
  if (profiles.ok) store.setState({ profiles: profiles.value });
  if (history.ok) store.setState({ tuningHistory: history.value });
}

/** @returns whether it is in force. */
export async function applyTuning(session: Session, change: ConsoleInput<'tuning.apply'>): Promise<boolean> {
  const before = session.store.getState().tuning;
  return changed(session, await session.client.request('tuning.apply', change), (after) => [
    describeChange(before, after),
    true,
  ]);
}

export async function applyProfile(session: Session, name: string): Promise<boolean> {
  return changed(session, await session.client.request('profiles.apply', { name }), () => [
    `${name} is in force for new requests`,
    true,
  ]);
}

/** @returns why nothing was imported; null when it was. */
export async function importProfiles(session: Session, input: ConsoleInput<'profiles.import'>): Promise<string | null> {
  const result = await session.client.request('profiles.import', input);
  if (!result.ok) return result.error.message;
  await changed(session, result, () => [importedWords(session, input), true]);
  return null;
}

function importedWords({ store }: Session, { profiles = [], names = {}, apps = [] }: ConsoleInput<'profiles.import'>) {
  const taken = [...profiles.map((name) => names[name] ?? name), ...apps];
  return `Imported ${taken.slice(0, 3).join(', ') || `alpha ${formatUnit(store.getState().tuning?.alpha)}`}${
    taken.length > 3 ? ` and ${taken.length - 3} more` : ''
  }`;
}

export async function undoTuning(session: Session): Promise<boolean> {
  const { tuning, tuningHistory } = session.store.getState();
  const label = tuningHistory?.entries[tuningHistory.current]?.label ?? '';
  return changed(session, await session.client.request('tuning.undo'), (after) => [
    `Undone: ${sameTuning(tuning, after) ? label : `${inForceWords(tuning, after)} again`}`,
    false,
  ]);
}

export async function redoTuning(session: Session): Promise<boolean> {
  const { tuning, tuningHistory } = session.store.getState();
  const label = tuningHistory?.entries[tuningHistory.current + 1]?.label ?? '';
  return changed(session, await session.client.request('tuning.redo'), (after) => [
    `Done again: ${sameTuning(tuning, after) ? label : inForceWords(tuning, after)}`,
    false,
  ]);
}

/** What was undone or done again was about profiles alone. */
function sameTuning(before: InForce | null, after: InForce): boolean {
  return changesOf(before, after).length === 0 && before?.artifact_version === after.artifact_version;
}

function inForceWords(before: InForce | null, after: InForce): string {
  return before === null || before.artifact_version === after.artifact_version
    ? `alpha is ${formatUnit(after.alpha)}`
    : `artifact ${after.artifact_version} is in force`;
}

async function changed(
  session: Session,
  result: ConsoleResult<InForce>,
  words: (after: InForce) => readonly [string, boolean],
): Promise<boolean> {
  if (!result.ok) {
    toast.error(`The tuning was not changed: ${result.error.message}`);
    return false;
  }
  const [text, undo] = words(result.value);
  session.store.setState({ tuning: result.value });
  // What was under preview is in force, or was given up for what is.
  navigate(session.store, withoutPreview(session), { replace: true });
  // First, so that a quick Undo knows what it undoes.
  await refreshTuning(session);
  // Of two ids: a toast that is leaving, since its Undo was pressed, would take one of the same id along.
  toast.dismiss(undo ? 'tuning-undone' : 'tuning');
  toast(text, {
    id: undo ? 'tuning' : 'tuning-undone',
    duration: UNDO_MS,
    action: undo ? { label: 'Undo', onClick: () => void undoTuning(session) } : null,
  });
  return true;
}

/** Parameters of the link that hold values under preview. */
export const PREVIEW_PARAMS = ['cheap', 'hard', 'latency_sd', 'ctx_over_80pct', 'cold_cache'] as const;
export type PreviewParam = (typeof PREVIEW_PARAMS)[number];

/** The route without values under preview. */
export function withoutPreview({ store }: Session) {
  const { params } = store.getState().route;
  const kept = Object.entries(params).filter(([name]) => !PREVIEW_PARAMS.includes(name as PreviewParam));
  return { alpha: null, params: Object.fromEntries(kept) };
}

function describeChange(before: InForce | null, after: InForce): string {
  if (before === null) return 'The tuning is in force for new requests';
  const [first = 'The tuning', ...rest] = changesOf(before, after);
  return `${[first[0]?.toUpperCase() + first.slice(1), ...rest].join(', ')}, for new requests`;
}

function changesOf(before: InForce | null, after: InForce): readonly string[] {
  const values: readonly (readonly [string, (tuning: InForce) => number])[] = [
    ['alpha', ({ alpha }) => alpha],
    ['cheap above', ({ thresholds }) => thresholds.cheap],
    ['hard above', ({ thresholds }) => thresholds.hard],
    ['latency penalty', ({ penalties }) => penalties.latency_sd],
    ['context penalty', ({ penalties }) => penalties.ctx_over_80pct],
    ['cold cache penalty', ({ penalties }) => penalties.cold_cache],
  ];
  return values.flatMap(([name, of]) =>
    before === null || of(before) === of(after) ? [] : [`${name} ${formatUnit(of(before))} → ${formatUnit(of(after))}`],
  );
}

/** Saves the values in force under a name and goes on from there. */
export async function saveProfile(session: Session, name: string): Promise<void> {
  const tuning = session.store.getState().tuning;
  if (tuning === null) return;
  const { alpha, thresholds, penalties } = tuning;
  const saved = await session.client.request('profiles.save', { name: name.trim(), alpha, thresholds, penalties });
  if (!saved.ok) {
    toast.error(`The profile was not saved: ${saved.error.message}`);
    return;
  }
  session.preferences.setState({ tuningBase: name.trim() });
  const now = await session.client.request('tuning.get');
  session.store.setState({ profiles: saved.value, ...(now.ok ? { tuning: now.value } : {}) });
  toast(`Saved as ${name.trim()}`);
}

export async function deleteProfile(session: Session, name: string): Promise<void> {
  const result = await session.client.request('profiles.delete', { name });
  if (!result.ok) {
    toast.error(`The profile was not deleted: ${result.error.message}`);
    return;
  }
  session.store.setState({ profiles: result.value });
  toast(`${name} is deleted`);
}

export async function assignProfile(session: Session, app: string, profile: string | null): Promise<void> {
  const result = await session.client.request('profiles.assign', { app, profile });
  if (!result.ok) {
    toast.error(`${app} was not changed: ${result.error.message}`);
    return;
  }
  session.store.setState({ profiles: result.value });
  toast(profile === null ? `${app} follows the common tuning` : `${app} uses ${profile}`);
}

/** The tuning and the profiles as text for a heimdall.yaml. */
export async function copyTuningYaml({ client }: Session): Promise<void> {
  const result = await client.request('tuning.export');
  if (!result.ok) toast.error(`Not copied: ${result.error.message}`);
  else if (await copyText(result.value.yaml)) toast('Copied the tuning and the profiles for a heimdall.yaml');
  else toast.error('The clipboard cannot be written here');
}

/** `Balanced`, or `Balanced*` when values were changed since. */
export function profileTitle(profile: string | null, base: string): string {
  return profile ?? `${base}*`;
}
