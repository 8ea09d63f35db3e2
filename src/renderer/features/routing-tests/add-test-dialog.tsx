import { useId, useState } from 'react';
import { toast } from 'sonner';
import { BUCKETS, type DecisionRecord } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FIELD, FormProblem, ModelField, SelectField } from '../../components/form-fields.tsx';
import { useSession, useUi } from '../../store/console-context.tsx';
import { targetId } from '../decision/decision-commands.ts';
import { useDecision } from '../inspector/use-decision.ts';
import { EXPECTATION_KINDS, type ExpectationKind, expectationOf, suggestedName } from './expectations.ts';

/** Asks what must become of requests like the selected one. */
export function AddTestDialog() {
  const session = useSession();
  const overlay = useUi((state) => state.overlay);
  const open = overlay === 'test-bucket' || overlay === 'test-model';
  const id = open ? targetId(session) : null;
  return (
    <Dialog
      open={id !== null}
      onClose={() => session.ui.setState({ overlay: null })}
      title="Make a routing test"
      description="The request of this decision, kept with what must become of it. heimdall test runs it, and calls nobody."
      width={520}
    >
      {id === null ? null : (
        <AddTestForm key={id} id={id} kind={overlay === 'test-model' ? 'not_model' : 'bucket_at_least'} />
      )}
    </Dialog>
  );
}

function AddTestForm({ id, kind }: { readonly id: string; readonly kind: ExpectationKind }) {
  const record = useDecision(id);
  if (record.state === 'failed') return <p className="text-bad">It cannot be read: {record.error.message}</p>;
  return record.state === 'ready' ? (
    <Fields record={record.value} first={kind} />
  ) : (
    <div className="h-48" aria-busy="true" />
  );
}

const KIND_WORDS: Readonly<Record<ExpectationKind, string>> = {
  bucket_at_least: 'Must stay at least',
  bucket_at_most: 'Must stay at most',
  bucket: 'Must stay in the bucket',
  model: 'Must go to',
  not_model: 'Must never go to',
};

function Fields({ record, first }: { readonly record: DecisionRecord; readonly first: ExpectationKind }) {
  const session = useSession();
  const { decision } = record;
  const id = useId();
  const [kind, setKind] = useState(first);
  const [bucket, setBucket] = useState(decision.bucket);
  const [model, setModel] = useState(decision.model);
  const [ownName, setOwnName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const expect = expectationOf(kind, bucket, model);
  const name = ownName ?? suggestedName(decision, expect);
  const aboutModel = kind === 'model' || kind === 'not_model';
  const add = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const result = await session.client.request('tests.add', { name, expect, decision_id: decision.id });
    setBusy(false);
    if (!result.ok) {
      setProblem(result.error.message);
      return;
    }
    session.ui.setState({ overlay: 'routing-tests' });
    toast('Routing test added');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="grid grid-cols-[112px_1fr] items-center gap-x-2 gap-y-2 text-cell">
        <SelectField
          label="Requests like this"
          value={kind}
          options={EXPECTATION_KINDS.map((each) => [each, KIND_WORDS[each]])}
          onChange={setKind}
        />
        {aboutModel ? (
          <ModelField
            value={model}
            models={decision.candidates.map((candidate) => candidate.model)}
            onChange={setModel}
          />
        ) : (
          <SelectField
            label="Bucket"
            value={bucket}
            options={BUCKETS.map((each) => [each, each])}
            onChange={setBucket}
          />
        )}
        <label htmlFor={`${id}-name`} className="text-ink-2">
          Name
        </label>
        <input
          id={`${id}-name`}
          value={name}
          maxLength={200}
          onChange={(event) => setOwnName(event.target.value)}
          className={`${FIELD} w-full`}
        />
      </div>
      <p className="mt-3 text-cell text-ink-3">
        The file keeps the conversation of the request, which only you can read. It never keeps keys. The name is
        printed where tests run.
      </p>
      <FormProblem problem={problem} />
      <div className="mt-4 flex justify-end">
        <Button
          type="submit"
          variant="primary"
          disabled={busy || name.trim() === '' || (aboutModel && model === '')}
          data-testid="add-routing-test"
        >
          Add the test
        </Button>
      </div>
    </form>
  );
}
