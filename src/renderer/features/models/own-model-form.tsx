import type { CatalogModelView } from '../../../shared/catalog.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { BUCKETS } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/check-field.tsx';
import { FIELD } from '../../components/form-fields.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { formatCount, formatUnit } from '../../lib/units.ts';
import { mostAlike } from './like-model.ts';
import { type FieldProblem, NEW_PROVIDER, type OwnModelDraft } from './own-model-draft.ts';
import { FieldFrame, KnownField, TextField } from './own-model-fields.tsx';

export interface OwnModelFieldsProps {
  readonly draft: OwnModelDraft;
  readonly problem: FieldProblem | null;
  readonly own: ConsoleOutput<'models.own'>;
  readonly models: readonly CatalogModelView[];
  readonly onChange: (next: Partial<OwnModelDraft>) => void;
}

export function OwnModelFields(props: OwnModelFieldsProps) {
  const { draft, problem, onChange } = props;
  return (
    <>
      <ProviderFields {...props} />
      <TextField
        label="Name"
        field="model.id"
        problem={problem}
        hint="What requests ask for, such as lab/qwen3."
        value={draft.id}
        onChange={(id) => onChange({ id })}
      />
      <TextField
        label="Name at the provider"
        field="model.upstream_id"
        problem={problem}
        hint="Empty: the same."
        value={draft.upstreamId}
        placeholder={draft.id}
        onChange={(upstreamId) => onChange({ upstreamId })}
      />
      <TextField
        numeric
        label="Context, tokens"
        field="model.context_tokens"
        problem={problem}
        hint="Empty: not known, so the provider refuses what is too long."
        value={draft.context}
        onChange={(context) => onChange({ context })}
      />
      <div className="grid grid-cols-2 gap-2">
        <TextField
          numeric
          label="Input, $ per 1M"
          field="model.input_usd_per_mtok"
          problem={problem}
          hint="Empty: unpriced. 0: free."
          value={draft.input}
          onChange={(input) => onChange({ input })}
        />
        <TextField
          numeric
          label="Output, $ per 1M"
          field="model.output_usd_per_mtok"
          problem={problem}
          value={draft.output}
          onChange={(output) => onChange({ output })}
        />
      </div>
      <div className="grid grid-cols-3 gap-2">
        <KnownField label="Tools" value={draft.tools} onChange={(tools) => onChange({ tools })} />
        <KnownField label="Images" value={draft.vision} onChange={(vision) => onChange({ vision })} />
        <KnownField label="JSON schema" value={draft.json} onChange={(json) => onChange({ json })} />
      </div>
      <QualityField {...props} />
      <fieldset className="text-cell">
        <legend className="mb-0.5 text-ink-2">Candidate in</legend>
        <div className="flex flex-wrap gap-x-4">
          {BUCKETS.map((bucket) => (
            <CheckField
              key={bucket}
              label={bucket}
              note={<BucketShape bucket={bucket} />}
              checked={draft.buckets.includes(bucket)}
              onChange={(checked) =>
                onChange({
                  buckets: BUCKETS.filter((one) => (one === bucket ? checked : draft.buckets.includes(one))),
                })
              }
            />
          ))}
        </div>
        <p className="mt-0.5 text-axis text-ink-3">None: it answers requests that name it.</p>
      </fieldset>
    </>
  );
}

function ProviderFields({ draft, problem, own, onChange }: OwnModelFieldsProps) {
  const isNew = draft.provider === NEW_PROVIDER;
  const chosen = own.providers.find(({ name }) => name === draft.provider);
  return (
    <>
      <FieldFrame
        label="Provider"
        field={isNew ? '' : 'provider'}
        problem={problem?.field === '' ? null : problem}
        hint={
          chosen === undefined ? undefined : (
            <>
              {chosen.base_url}
              {chosen.configured ? '' : ', without a key: '}
              {chosen.configured ? null : <RouteLink to={{ view: 'settings', arg: 'keys' }}>add one</RouteLink>}
            </>
          )
        }
      >
        {({ id, describedBy, wrong }) => (
          <select
            id={id}
            value={draft.provider}
            aria-invalid={wrong}
            aria-describedby={describedBy}
            onChange={(event) => onChange({ provider: event.target.value })}
            className={`${FIELD} w-full`}
          >
            <option value={NEW_PROVIDER}>A server that is not listed…</option>
            {own.providers.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </FieldFrame>
      {isNew ? (
        <>
          <TextField
            label="Name of the provider"
            field="provider"
            problem={problem}
            hint="Lower-case letters, digits and dashes."
            value={draft.newName}
            onChange={(newName) => onChange({ newName })}
          />
          <TextField
            label="Base URL"
            field="new_provider.base_url"
            problem={problem}
            hint="With its version, such as http://127.0.0.1:8080/v1"
            value={draft.baseUrl}
            onChange={(baseUrl) => onChange({ baseUrl })}
          />
          <FieldFrame label="It speaks" field="new_provider.dialect" problem={problem}>
            {({ id, describedBy }) => (
              <select
                id={id}
                value={draft.dialect}
                aria-describedby={describedBy}
                onChange={(event) => onChange({ dialect: event.target.value as OwnModelDraft['dialect'] })}
                className={`${FIELD} w-full`}
              >
                <option value="openai-chat">OpenAI’s chat completions</option>
                <option value="anthropic">Anthropic’s messages</option>
                <option value="gemini">Google’s generateContent</option>
              </select>
            )}
          </FieldFrame>
          <CheckField
            label="It needs a key"
            note="added in Settings after this"
            checked={draft.requiresKey}
            onChange={(requiresKey) => onChange({ requiresKey })}
          />
        </>
      ) : null}
    </>
  );
}

function QualityField({ draft, problem, own, models, onChange }: OwnModelFieldsProps) {
  const like = models.find(({ id }) => id === draft.qualityLike);
  const proposal = draft.qualityLike === '' ? mostAlike(`${draft.id} ${draft.upstreamId}`, own.known) : null;
  return (
    <div>
      <TextField
        label="Quality like that of"
        field="model.quality_like"
        problem={problem}
        hint={
          like?.quality
            ? `Estimate: ${formatUnit(like.quality.mean)} of tasks done well, from ${formatCount(Math.round(like.quality.results))} results of ${like.name}.`
            : 'A model that is much like it. Empty: nothing is known, and .50 is assumed.'
        }
        value={draft.qualityLike}
        proposals={own.known}
        onChange={(qualityLike) => onChange({ qualityLike })}
      />
      {proposal === null ? null : (
        <Button className="mt-1" data-testid="like-proposal" onClick={() => onChange({ qualityLike: proposal })}>
          Its name is like {proposal}: take that
        </Button>
      )}
    </div>
  );
}
