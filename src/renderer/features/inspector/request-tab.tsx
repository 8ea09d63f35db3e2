import type { DecisionRecord } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import type { RecordedBody } from '../../lib/copy-as/request-text.ts';
import { formatCount } from '../../lib/units.ts';
import { useConsole } from '../../store/console-context.tsx';
import { useRecordedBody } from './use-recorded-body.ts';

export function RequestTab({ record }: { readonly record: DecisionRecord }) {
  const stored = useConsole((state) => state.info?.prompts_stored ?? 'full');
  const body = useRecordedBody(record);
  const { decision, outcome } = record;
  const prompt = body?.prompt ?? record.prompt_preview;
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
    ...(record.imported ? ([['Origin', 'imported from a file']] as const) : []),
    ...(record.replay_of === null ? [] : ([['Repeats', record.replay_of]] as const)),
  ];
  return (
    <>
      <Card title="Prompt" aside={prompt === null || body?.prompt ? undefined : 'first 200 characters'}>
        {prompt === null ? (
          <p className="text-cell text-ink-2">
            Text not stored: storage.prompts is “{stored}”. The features that the router saw are still shown.
          </p>
        ) : (
          <Text text={prompt} what="prompt" />
        )}
      </Card>
      {body?.answer ? (
        <Card title="Answer" aside={body.answer.truncated ? 'only its beginning is kept' : undefined}>
          <Text text={answerText(body.answer)} what="answer" />
        </Card>
      ) : null}
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
      {body?.request ? (
        <Card
          title="As received"
          aside={`${body.request.path}, ${formatCount(body.request.bytes)} bytes${body.request.truncated ? ', cut' : ''}`}
        >
          <Text text={requestText(body.request.body)} what="request" mono />
        </Card>
      ) : null}
    </>
  );
}

interface TextProps {
  readonly text: string;
  readonly what: string;
  readonly mono?: boolean;
}

/** As much as is quick to lay out; all of it is copied. */
const SHOWN_CHARACTERS = 20_000;

function Text({ text, what, mono = false }: TextProps) {
  return (
    <div className="relative">
      <p
        className={`prompt-text whitespace-pre-wrap break-words rounded-md border border-line bg-app p-2 pr-9 text-cell ${mono ? 'font-mono' : ''}`}
      >
        {text.slice(0, SHOWN_CHARACTERS)}
        {text.length > SHOWN_CHARACTERS ? (
          <span className="text-ink-3"> … {formatCount(text.length - SHOWN_CHARACTERS)} more characters</span>
        ) : null}
      </p>
      <span className="absolute top-1 right-1">
        <CopyButton text={text} what={what} />
      </span>
    </div>
  );
}

function answerText({ text, tool_calls: calls }: NonNullable<RecordedBody['answer']>): string {
  return [text, ...calls.map((call) => `${call.name}(${call.arguments})`)].filter(Boolean).join('\n');
}

function requestText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body, null, 2);
}

const MODES = {
  auto: 'auto: bucket and model were chosen',
  bucket: 'bucket: the request named its bucket',
  explicit: 'explicit: the request named its model',
} as const;
