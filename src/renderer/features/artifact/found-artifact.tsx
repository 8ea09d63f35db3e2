import { buildReportWords } from '../../../shared/build-report.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { Button } from '../../components/button.tsx';
import { formatCount, formatUnit } from '../../lib/units.ts';

export type Verified = ConsoleOutput<'artifact.verify'>;
export type Built = ConsoleOutput<'artifact.build'>;

export interface FoundArtifactProps {
  /** What was built just now. */
  readonly built: Built | null;
  /** What may be used. */
  readonly verified: Verified | null;
  readonly busy: boolean;
  readonly onUse: () => Promise<void>;
  readonly onCanary: () => Promise<void>;
  readonly onLeave: () => void;
}

/** An artifact with its report, and what can be done with it; nothing where there is none. */
export function FoundArtifact({ built, verified, busy, onUse, onCanary, onLeave }: FoundArtifactProps) {
  const learnt = verified?.learnt ?? built?.learnt ?? null;
  const worse = learnt?.verdict === 'worse';
  return (
    <div role="status" className="mt-2 empty:hidden" data-testid="artifact-found">
      {verified === null ? null : <Whole verified={verified} />}
      {verified === null && built !== null ? (
        <p>
          {built.version} was built in {built.folder}, where it stays.
        </p>
      ) : null}
      {learnt === null ? null : (
        <p className={`mt-2 ${worse ? 'text-warn' : 'text-ink-2'}`} data-testid="artifact-learnt">
          From {learnt.from} and ratings. {buildReportWords(learnt)}
        </p>
      )}
      {verified === null ? null : (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button
            variant={worse ? 'plain' : 'primary'}
            disabled={busy}
            data-testid="artifact-use"
            onClick={() => void onUse()}
          >
            Use {verified.version}
          </Button>
          <Button disabled={busy} data-testid="canary-start" onClick={() => void onCanary()}>
            Begin as a canary
          </Button>
          <Button
            disabled={busy}
            title="It stays in its folder; nothing else changes"
            data-testid="artifact-leave"
            onClick={onLeave}
          >
            Leave it
          </Button>
        </div>
      )}
    </div>
  );
}

function Whole({ verified }: { readonly verified: Verified }) {
  const { version, files, clusters, created, thresholds, signed_by: signedBy } = verified;
  return (
    <p className="text-ok" data-testid="artifact-verified">
      ✓ {version} is whole: {formatCount(files)} files, {formatCount(clusters)} clusters, made {created.slice(0, 10)},
      cheap above {formatUnit(thresholds.cheap)}, hard above {formatUnit(thresholds.hard)},{' '}
      {signedBy.length === 0 ? 'not signed' : `signed by ${signedBy.join(', ')}`}
    </p>
  );
}
