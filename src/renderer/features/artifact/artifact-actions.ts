/** What can be done to the artifact in force, from Shadow, Settings and the palette alike. */
import { toast } from 'sonner';
import type { ConsoleOutput, ConsoleResult } from '../../../shared/console-contract.ts';
import type { Session } from '../../store/session.ts';
import { refreshTuning, UNDO_MS, undoTuning } from '../tune/tuning-actions.ts';

export type ArtifactStatus = ConsoleOutput<'artifact.status'>;

/** @param folder Whole path; null for the bundled one. @returns whether it is in force. */
export async function applyArtifact(session: Session, folder: string | null): Promise<boolean> {
  return changed(session, await session.client.request('artifact.use', { folder }));
}

export async function rollBackArtifact(session: Session): Promise<boolean> {
  return changed(session, await session.client.request('artifact.rollback'));
}

/** Gives it some of the sessions, then more. @returns whether it began. */
export async function startCanary(session: Session, folder: string): Promise<boolean> {
  const result = await session.client.request('artifact.canary_start', { folder });
  if (!result.ok) {
    toast.error(`The canary did not begin: ${result.error.message}`);
    return false;
  }
  const { running } = result.value;
  if (running !== null) toast(`Artifact ${running.version} begins with ${100 * running.share} % of sessions`);
  return true;
}

async function changed(session: Session, result: ConsoleResult<ArtifactStatus>): Promise<boolean> {
  if (!result.ok) {
    toast.error(`The artifact was not changed: ${result.error.message}`);
    return false;
  }
  const { in_force: inForce, ratings } = result.value;
  const rated = ratings === null ? 0 : ratings.carried + ratings.left;
  toast(`Artifact ${inForce.version} is in force for new requests`, {
    id: 'tuning',
    duration: UNDO_MS,
    ...(ratings === null || rated === 0 ? {} : { description: `${ratings.carried} of ${rated} ratings go along.` }),
    action: { label: 'Undo', onClick: () => void undoTuning(session) },
  });
  await refreshTuning(session);
  return true;
}
