import { useState } from 'react';
import { toast } from 'sonner';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import { Button } from '../../components/button.tsx';
import { useSession } from '../../store/console-context.tsx';

export interface OwnModelActionsProps {
  readonly model: CatalogModelView;
  readonly onEdit: () => void;
  readonly onRemoved: () => void;
}

/** Changing and removing a model of the settings. Removing asks once more. */
export function OwnModelActions({ model, onEdit, onRemoved }: OwnModelActionsProps) {
  const { client } = useSession();
  const [asking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    const result = await client.request('models.remove', { provider: model.author, id: model.id });
    if (!result.ok) {
      toast.error(`${model.id} was not removed: ${result.error.message}`);
      return;
    }
    toast(`${model.id} was removed from the configuration file`);
    onRemoved();
  };
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b px-3 py-2 text-cell">
      <span className="text-ink-2">Yours, from the settings</span>
      <span className="flex-1" />
      {asking ? (
        <>
          <span>Remove it?</span>
          <Button onClick={() => void remove()}>Remove</Button>
          <Button onClick={() => setAsking(false)}>Keep</Button>
        </>
      ) : (
        <>
          <Button onClick={onEdit}>Change</Button>
          <Button onClick={() => setAsking(true)}>Remove…</Button>
        </>
      )}
    </div>
  );
}
