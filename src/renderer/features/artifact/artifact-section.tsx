import { useEffect, useId, useState } from 'react';
import { buildReportWords } from '../../../shared/build-report.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { Button } from '../../components/button.tsx';
import { FIELD } from '../../components/form-fields.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { Facts, Section } from '../../components/section.tsx';
import { formatCount, formatUnit } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { type ArtifactStatus, applyArtifact, rollBackArtifact, startCanary } from './artifact-actions.ts';
import { CanarySection } from './canary-section.tsx';

type Verified = ConsoleOutput<'artifact.verify'>;

/** Which artifact is in force, the way back, and another one in its place. */
export function ArtifactSection() {
  const session = useSession();
  const artifact = useConsole((state) => state.info?.artifact ?? null);
  const status = useArtifactStatus(`${artifact?.version} ${artifact?.folder} ${artifact?.problem}`);
  const [busy, setBusy] = useState(false);
  const [canaries, setCanaries] = useState(0);
  if (artifact === null) return null;
  const previous = status?.previous ?? null;
  const rollBack = async (): Promise<void> => {
    setBusy(true);
    await rollBackArtifact(session);
    setBusy(false);
  };
  return (
    <>
      <Section title="Artifact in force">
        {artifact.problem === null ? null : (
          <p role="alert" className="mb-2 rounded-md border border-bad p-3">
            <span className="font-semibold text-bad">Another one was refused.</span> {artifact.problem}
          </p>
        )}
        <div data-testid="artifact-in-force">
          <Facts
            facts={[
              ['Version', artifact.version, null],
              ['Made', artifact.created.slice(0, 10), null],
              ['Folder', artifact.folder ?? 'the one that ships with Heimdall', artifact.folder],
              ['Clusters', formatCount(artifact.clusters), null],
              ['Embedder', artifact.embedder, null],
              ...(status === null || artifact.folder === null
                ? []
                : [['Signed by', status.in_force.signed_by.join(', ') || 'nobody', null] as const]),
            ]}
          />
        </div>
        {previous === null ? (
          <p className="mt-3 text-cell text-ink-2">No other one was in force before.</p>
        ) : (
          <Button className="mt-3" disabled={busy} data-testid="artifact-rollback" onClick={() => void rollBack()}>
            Roll back to {previous.version}
          </Button>
        )}
        {status?.ratings && status.ratings.left > 0 ? (
          <p className="mt-2 text-cell text-ink-2">
            {formatCount(status.ratings.left)} ratings wait for the artifact before: none of their clusters is in this
            one.
          </p>
        ) : null}
      </Section>
      <CanarySection changes={canaries} />
      <Section title="Another artifact">
        <p className="mb-2 text-cell text-ink-2">
          It takes effect for new requests at once, and is written into the settings file.{' '}
          <RouteLink to={{ view: 'shadow' }} className="underline">
            Shadow
          </RouteLink>{' '}
          shows what it would change before it is used.
        </p>
        <OtherArtifact onCanary={() => setCanaries(canaries + 1)} />
      </Section>
    </>
  );
}

/** Verified first: only what is whole can be used. */
function OtherArtifact({ onCanary }: { readonly onCanary: () => void }) {
  const session = useSession();
  const id = useId();
  const [folder, setFolder] = useState('');
  const [busy, setBusy] = useState(false);
  const [verified, setVerified] = useState<Verified | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const verify = async (): Promise<void> => {
    setBusy(true);
    const result = await session.client.request('artifact.verify', { folder: folder.trim() });
    setVerified(result.ok ? result.value : null);
    setProblem(result.ok ? null : result.error.message);
    setBusy(false);
  };
  const apply = async (path: string): Promise<void> => {
    setBusy(true);
    if (await applyArtifact(session, path)) {
      setFolder('');
      setVerified(null);
    }
    setBusy(false);
  };
  const build = async (): Promise<void> => {
    setBusy(true);
    const result = await session.client.request('artifact.build', { folder: folder.trim() });
    setProblem(result.ok ? null : result.error.message);
    setBusy(false);
    // Shown with its report before anything can be done with it.
    if (result.ok) await verify();
  };
  const begin = async (path: string): Promise<void> => {
    setBusy(true);
    if (await startCanary(session, path)) {
      setFolder('');
      setVerified(null);
      onCanary();
    }
    setBusy(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void verify();
      }}
    >
      <label htmlFor={id} className="mb-1 block text-axis text-ink-2">
        Folder
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          value={folder}
          required
          placeholder="Whole path of a folder with a manifest.json"
          className={`${FIELD} min-w-0 flex-1 font-mono`}
          onChange={(event) => {
            setFolder(event.target.value);
            setVerified(null);
            setProblem(null);
          }}
        />
        <Button type="submit" className="h-7" disabled={busy} data-testid="artifact-verify">
          Verify
        </Button>
        <Button
          className="h-7"
          disabled={busy || folder.trim() === ''}
          title="Make a new artifact in this folder, from the one in force and your ratings"
          data-testid="artifact-build"
          onClick={() => void build()}
        >
          Build
        </Button>
      </div>
      {problem === null ? null : (
        <p role="alert" className="mt-2 text-bad" data-testid="artifact-refused">
          {problem}
        </p>
      )}
      {verified === null ? null : (
        <div role="status" className="mt-2" data-testid="artifact-verified">
          <p className="text-ok">
            ✓ {verified.version} is whole: {formatCount(verified.files)} files, {formatCount(verified.clusters)}{' '}
            clusters, made {verified.created.slice(0, 10)}, cheap above {formatUnit(verified.thresholds.cheap)}, hard
            above {formatUnit(verified.thresholds.hard)},{' '}
            {verified.signed_by.length === 0 ? 'not signed' : `signed by ${verified.signed_by.join(', ')}`}
          </p>
          {verified.learnt === null ? null : (
            <p className="mt-2 text-ink-2" data-testid="artifact-learnt">
              From {verified.learnt.from} and ratings. {buildReportWords(verified.learnt)}
            </p>
          )}
          <Button
            variant="primary"
            className="mt-2"
            disabled={busy}
            data-testid="artifact-use"
            onClick={() => void apply(verified.folder ?? '')}
          >
            Use {verified.version}
          </Button>
          <Button
            className="mt-2 ml-2"
            disabled={busy}
            data-testid="canary-start"
            onClick={() => void begin(verified.folder ?? '')}
          >
            Begin as a canary
          </Button>
        </div>
      )}
    </form>
  );
}

/** @param version Says when to read again. */
function useArtifactStatus(version: string): ArtifactStatus | null {
  const { client } = useSession();
  const [status, setStatus] = useState<ArtifactStatus | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    let current = true;
    void client.request('artifact.status').then((result) => {
      if (current && result.ok) setStatus(result.value);
    });
    return () => {
      current = false;
    };
  }, [client, version]);
  return status;
}
