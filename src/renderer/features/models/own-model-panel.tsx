import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { Button } from '../../components/button.tsx';
import { useSession } from '../../store/console-context.tsx';
import {
  draftOf,
  EMPTY_OWN_MODEL,
  type FieldProblem,
  fieldProblem,
  NEW_PROVIDER,
  type OwnModelDraft,
  saveInput,
} from './own-model-draft.ts';
import { OwnModelFields } from './own-model-form.tsx';
import { SidePanel } from './side-panel.tsx';

type Own = ConsoleOutput<'models.own'>;

export interface OwnModelPanelProps {
  /** Of the settings, to be changed; null for a new one. */
  readonly model: CatalogModelView | null;
  readonly models: readonly CatalogModelView[];
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}

/** The form of a model of the user's own. It is written into the configuration file, as every other setting. */
export function OwnModelPanel({ model, models, onClose, onSaved }: OwnModelPanelProps) {
  const { client } = useSession();
  const [own, setOwn] = useState<Own | null>(null);
  const [problem, setProblem] = useState<FieldProblem | null>(null);
  const id = model?.id ?? null;
  useEffect(() => {
    let current = true;
    void client.request('models.own').then((result) => {
      if (!current) return;
      if (result.ok) setOwn(result.value);
      else setProblem({ field: '', message: result.error.message });
    });
    return () => {
      current = false;
    };
  }, [client]);
  const held = own?.models.find((one) => one.model.id === id) ?? null;
  return (
    <SidePanel title={id === null ? 'Add a model' : `Change ${id}`} onClose={onClose}>
      {own === null ? (
        problem === null ? null : (
          <p role="alert" className="p-3 text-bad text-cell">
            {problem.message}
          </p>
        )
      ) : id !== null && held === null ? (
        <p className="p-3 text-cell">The settings have no model of this name any more.</p>
      ) : (
        <Form own={own} held={held} models={models} onClose={onClose} onSaved={onSaved} />
      )}
    </SidePanel>
  );
}

interface FormProps extends Omit<OwnModelPanelProps, 'model'> {
  readonly own: Own;
  readonly held: Own['models'][number] | null;
}

function Form({ own, held, models, onClose, onSaved }: FormProps) {
  const { client } = useSession();
  const [draft, setDraft] = useState<OwnModelDraft>(() =>
    held === null ? EMPTY_OWN_MODEL : draftOf(held.provider, held.model),
  );
  const [problem, setProblem] = useState<FieldProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const input = saveInput(draft, held === null ? null : { provider: held.provider, id: held.model.id });
    if ('field' in input) {
      setProblem(input);
      return;
    }
    setBusy(true);
    setProblem(null);
    const result = await client.request('models.save', input);
    setBusy(false);
    if (!result.ok) {
      setProblem(fieldProblem(result.error.message));
      return;
    }
    toast(held === null ? `${result.value.id} was added` : `${result.value.id} was changed`, {
      description: 'Written to the configuration file; in force from the next request on.',
    });
    onSaved(result.value.id);
  };
  return (
    <form
      data-testid="own-model-form"
      className="space-y-2.5 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <OwnModelFields
        draft={draft}
        problem={problem}
        own={own}
        models={models}
        onChange={(next) => setDraft((before) => ({ ...before, ...next }))}
      />
      {problem !== null && (problem.field === '' || hidden(problem.field, draft)) ? (
        <p role="alert" className="text-bad text-cell">
          {problem.field === '' ? '' : `${problem.field}: `}
          {problem.message}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {held === null ? 'Add' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

/** Fields of another provider are not shown. */
function hidden(field: string, { provider }: OwnModelDraft): boolean {
  const isNew = provider === NEW_PROVIDER;
  return (
    !/^model\.(?:id|upstream_id|context_tokens|(?:in|out)put_usd_per_mtok|quality_like)$/.test(field) &&
    field !== 'provider' &&
    !(isNew && field === 'new_provider.base_url')
  );
}
