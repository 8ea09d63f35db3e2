import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { Facts, Section } from '../../components/section.tsx';
import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { type ArtifactStatus, rollBackArtifact } from './artifact-actions.ts';
import { CanarySection } from './canary-section.tsx';
import { OtherArtifact } from './other-artifact.tsx';

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
          shows what it would change before it is used. <em>Build</em> makes a new one in the folder, from the one in
          force and your ratings.
        </p>
        <OtherArtifact onCanary={() => setCanaries(canaries + 1)} />
      </Section>
    </>
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
