import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { formatCount } from '../../lib/units.ts';
import type { ShadowStatus } from '../../store/console-store.ts';

interface PromoteDialogProps {
  readonly status: ShadowStatus;
  /** Profile to put in force; null while nobody asked. */
  readonly profile: string | null;
  readonly onClose: () => void;
  readonly onApply: (profile: string) => void;
}

/** Asks before a compared profile is put in force. */
export function PromoteDialog({ status, profile, onClose, onApply }: PromoteDialogProps) {
  return (
    <Dialog
      open={profile !== null}
      onClose={onClose}
      title={`Apply the profile ${profile ?? ''}`}
      description="It decides every new request of apps that have no profile of their own, and the comparison ends."
    >
      <p className="text-ink-2">
        Of {formatCount(status.compared)} requests, {formatCount(status.differ)} would have gone elsewhere. It can be
        undone.
      </p>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" data-testid="shadow-promote-confirm" onClick={() => profile && onApply(profile)}>
          Apply
        </Button>
      </div>
    </Dialog>
  );
}
