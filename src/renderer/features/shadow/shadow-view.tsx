import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { formatCount, formatTime, formatUnit } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import type { ShadowStatus } from '../../store/console-store.ts';
import { DifferencesList } from './differences-list.tsx';
import { PromoteDialog, type Promoted } from './promote-dialog.tsx';
import { promote, stopShadow } from './shadow-actions.ts';
import { BucketFlow, ShadowNumbers } from './shadow-numbers.tsx';
import { StartForm } from './start-form.tsx';
import { useDifferences } from './use-differences.ts';

/** Live traffic decided a second time with another profile or artifact: `#/shadow`. */
export function ShadowView() {
  const status = useConsole((state) => state.shadow);
  const differences = useDifferences();
  return (
    <section
      className="h-full overflow-y-auto bg-app outline-offset-[-2px]"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Shadow"
      data-testid="shadow"
    >
      <div className="grid gap-4 p-4">
        <div>
          <h2 className="font-semibold text-title">What would another profile or artifact have done?</h2>
          <p className="mt-1 max-w-3xl text-ink-2">
            Each live request is decided once more beside the router. Nobody is called, so it costs nothing, and nothing
            changes. Requests that name their model are left out.
          </p>
        </div>
        {status?.state === 'on' ? null : <StartForm />}
        {status?.notice ? (
          <p role="status" className="rounded-md border border-line bg-panel px-3 py-2 text-warn">
            {status.notice}
          </p>
        ) : null}
        {status?.of ? <Comparison status={status} of={status.of} differences={differences} /> : null}
      </div>
    </section>
  );
}

interface ComparisonProps {
  readonly status: ShadowStatus;
  readonly of: NonNullable<ShadowStatus['of']>;
  readonly differences: ReturnType<typeof useDifferences>;
}

function Comparison({ status, of, differences }: ComparisonProps) {
  const session = useSession();
  const [asking, setAsking] = useState<Promoted | null>(null);
  const promotable = useConsole((state) => promotableOf(of, state.info?.artifact.version ?? null));
  const on = status.state === 'on';
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="font-semibold" data-testid="shadow-subject">
          In force against {of.label}
        </h3>
        <span className="text-cell text-ink-2">
          {on ? 'running' : 'stopped'}, alpha {formatUnit(of.alpha)}
          {status.since_ms === null ? '' : `, since ${formatTime(status.since_ms)}`}
        </span>
        <Labels status={status} />
        <span className="flex-1" />
        {promotable === 'profile' ? (
          <Button data-testid="shadow-promote" onClick={() => setAsking({ kind: 'profile', name: of.profile ?? '' })}>
            Apply {of.profile}…
          </Button>
        ) : null}
        {promotable === 'artifact' ? (
          <Button
            data-testid="shadow-promote"
            onClick={() => setAsking({ kind: 'artifact', folder: of.artifact_dir ?? '', version: of.artifact_version })}
          >
            Promote {of.artifact_version}…
          </Button>
        ) : null}
        {on ? (
          <Button data-testid="shadow-stop" onClick={() => void stopShadow(session)}>
            Stop
          </Button>
        ) : null}
      </div>
      <ShadowNumbers status={status} />
      <BucketFlow flow={status.flow} />
      <PanelBox>
        {differences.length === 0 ? (
          <p className="px-4 py-3 text-cell text-ink-2">
            {status.compared === 0 ? 'No request has come yet.' : 'Every request would have gone where it went.'}
          </p>
        ) : (
          <DifferencesList rows={differences} total={status.differ} />
        )}
      </PanelBox>
      <PromoteDialog
        status={status}
        promoted={asking}
        onClose={() => setAsking(null)}
        onApply={(promoted) => {
          setAsking(null);
          void promote(session, promoted);
        }}
      />
    </>
  );
}

/** What can be put in force by one button: a profile alone, or an artifact alone that is not in force yet. */
function promotableOf({ label, ...of }: ComparisonProps['of'], inForce: string | null): Promoted['kind'] | null {
  if (of.profile !== null && label === `profile ${of.profile}`) return 'profile';
  const isArtifact = of.artifact_dir !== null && label === `artifact ${of.artifact_version}`;
  return isArtifact && of.artifact_version !== inForce ? 'artifact' : null;
}

/** What of the traffic was not real. */
function Labels({ status: { sample, simulated } }: { readonly status: ShadowStatus }) {
  return (
    <>
      {sample > 0 ? <span className="text-cell text-warn">{formatCount(sample)} sample</span> : null}
      {simulated > 0 ? <span className="text-cell text-warn">{formatCount(simulated)} simulated</span> : null}
    </>
  );
}
