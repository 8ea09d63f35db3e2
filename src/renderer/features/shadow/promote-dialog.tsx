import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Facts } from '../../components/section.tsx';
import { formatCost, formatCount, formatRelativeChange, formatSigned, formatUnit } from '../../lib/units.ts';
import type { ShadowStatus } from '../../store/console-store.ts';

/** What was compared and can be put in force. */
export type Promoted =
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'artifact'; readonly folder: string; readonly version: string };

interface PromoteDialogProps {
  readonly status: ShadowStatus;
  /** Null while nobody asked. */
  readonly promoted: Promoted | null;
  readonly onClose: () => void;
  readonly onApply: (promoted: Promoted) => void;
}

/** Asks before what was compared is put in force, with what it would have changed. */
export function PromoteDialog({ status, promoted, onClose, onApply }: PromoteDialogProps) {
  const isArtifact = promoted?.kind === 'artifact';
  return (
    <Dialog
      open={promoted !== null}
      onClose={onClose}
      title={isArtifact ? `Use artifact ${promoted.version}` : `Apply the profile ${promoted?.name ?? ''}`}
      description={
        isArtifact
          ? 'It is verified again and decides every new request, and the comparison ends. Requests under way are not touched.'
          : 'It decides every new request of apps that have no profile of their own, and the comparison ends.'
      }
    >
      <Facts facts={changes(status)} />
      {status.compared === 0 ? <p className="mt-2 text-warn">No request was compared yet.</p> : null}
      {isArtifact ? (
        <p className="mt-2 text-cell text-ink-2">
          Written into the settings file. Ratings go along where a cluster means the same there; the others wait until
          the artifact of today is in force again.
        </p>
      ) : null}
      <p className="mt-2 text-cell text-ink-2">It can be undone.</p>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" data-testid="shadow-promote-confirm" onClick={() => promoted && onApply(promoted)}>
          {isArtifact ? 'Use it' : 'Apply'}
        </Button>
      </div>
    </Dialog>
  );
}

function changes(status: ShadowStatus): readonly (readonly [string, string, null])[] {
  const { compared, differ, cost_live_usd: cost, cost_shadow_usd: otherCost, sample, simulated } = status;
  const { quality_live: quality, quality_shadow: otherQuality } = status;
  const notReal = [
    ...(sample > 0 ? [`${formatCount(sample)} sample`] : []),
    ...(simulated > 0 ? [`${formatCount(simulated)} simulated`] : []),
  ];
  return [
    ['Elsewhere', `${formatCount(differ)} of ${formatCount(compared)} requests`, null],
    ['Cost, est.', `${formatCost(cost)} → ${formatCost(otherCost)} (${formatRelativeChange(cost, otherCost)})`, null],
    [
      'Quality, est.',
      quality === null || otherQuality === null
        ? 'unknown'
        : `${formatUnit(quality, 3)} → ${formatUnit(otherQuality, 3)} (${formatSigned(otherQuality - quality)})`,
      null,
    ],
    ...(notReal.length > 0 ? [['Of these', notReal.join(', '), null] as const] : []),
  ];
}
