import type { DecisionRecord } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { useConsole } from '../../store/console-context.tsx';

export function RequestTab({ record }: { readonly record: DecisionRecord }) {
  const stored = useConsole((state) => state.info?.prompts_stored ?? 'full');
  const { decision, outcome } = record;
  const facts: readonly (readonly [string, string])[] = [
    ['Asked for', decision.requested_model],
    ['Mode', MODES[decision.mode]],
    ['App', record.app ?? 'not named'],
    ['Dialect', record.dialect],
    [
      'Status',
      [outcome.status, outcome.http_status === null ? '' : `HTTP ${outcome.http_status}`, outcome.error_code ?? '']
        .filter(Boolean)
        .join(', '),
    ],
    ['Time', new Date(decision.created_ms).toISOString()],
  ];
  return (
    <>
      <Card title="Prompt" aside={record.prompt_preview === null ? undefined : 'first 200 characters'}>
        {record.prompt_preview === null ? (
          <p className="text-cell text-ink-2">
            Text not stored: storage.prompts is “{stored}”. The features that the router saw are on the Why tab.
          </p>
        ) : (
          <p className="whitespace-pre-wrap break-words rounded-md border border-line bg-app p-2 text-cell">
            {record.prompt_preview}
          </p>
        )}
      </Card>
      <Card title="Request">
        <dl className="grid grid-cols-[84px_1fr] gap-x-2 gap-y-0.5 text-cell">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </>
  );
}

const MODES = {
  auto: 'auto: bucket and model were chosen',
  bucket: 'bucket: the request named its bucket',
  explicit: 'explicit: the request named its model',
} as const;
