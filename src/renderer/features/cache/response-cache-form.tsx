import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import type { ResponseCacheStats } from './cache-numbers.ts';

const MIB = 1024 * 1024;
const LIFETIMES = [
  { seconds: 300, words: '5 minutes' },
  { seconds: 3_600, words: 'an hour' },
  { seconds: 86_400, words: 'a day' },
  { seconds: 604_800, words: 'a week' },
] as const;
const FIELD = 'h-6 rounded-md border border-control bg-raised px-1 text-cell text-ink-1';

export interface ResponseCacheFormProps {
  readonly stats: ResponseCacheStats;
  readonly onChange: () => void;
}

/** Switching the response cache on, with what it will keep, where and for how long; and changing that later. */
export function ResponseCacheForm({ stats, onChange }: ResponseCacheFormProps) {
  const { client } = useSession();
  const path = useConsole((state) => state.info?.config.path ?? null);
  const [mode, setMode] = useState(stats.mode);
  const [ttl, setTtl] = useState(stats.ttl_seconds);
  const [mib, setMib] = useState(Math.round(stats.max_bytes / MIB));
  const [problem, setProblem] = useState<string | null>(null);
  const lifetimes = LIFETIMES.some(({ seconds }) => seconds === ttl)
    ? LIFETIMES
    : [{ seconds: ttl, words: `${ttl} s` }, ...LIFETIMES];
  const save = async (enabled: boolean): Promise<void> => {
    const values = { enabled, mode, ttl_seconds: ttl, max_bytes: mib * MIB };
    const result = await client.request('response_cache.set', enabled ? values : { enabled });
    setProblem(result.ok ? null : result.error.message);
    onChange();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void save(true);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 text-cell" data-testid="response-cache-form">
      <ul className="list-disc pl-5 text-ink-2">
        <li>
          <b className="font-semibold text-ink-1">What:</b> whole answers in text, with the first 200 characters of
          their prompts where prompts are stored. Not kept: answers with tools, errors, cut-off answers, high
          temperatures.
        </li>
        <li>
          <b className="font-semibold text-ink-1">Where:</b> in this process’s memory only, apart for each credential;
          never on disk, gone after a restart.
        </li>
        <li>
          <b className="font-semibold text-ink-1">So:</b> the same question has the same answer until it is over, nobody
          is called and nothing is paid. An app opts out with <code className="font-mono">x-heimdall-cache: off</code>.
        </li>
      </ul>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="flex flex-wrap items-center gap-1.5">
          <span className="text-ink-2">Answers</span>
          <select value={mode} onChange={({ target }) => setMode(target.value as typeof mode)} className={FIELD}>
            <option value="exact">the same request</option>
            <option value="exact_then_semantic">also what means the same</option>
          </select>
        </label>
        <label className="flex items-center gap-1.5">
          <span className="text-ink-2">Kept for</span>
          <select value={ttl} onChange={({ target }) => setTtl(Number(target.value))} className={FIELD}>
            {lifetimes.map(({ seconds, words }) => (
              <option key={seconds} value={seconds}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label className="flex items-center gap-1.5">
          <span className="text-ink-2">Memory</span>
          <input
            type="number"
            min={1}
            max={8_192}
            step={1}
            required
            value={mib}
            onChange={({ target }) => Number.isFinite(target.valueAsNumber) && setMib(Math.round(target.valueAsNumber))}
            className={`${FIELD} w-20 text-right`}
          />
          MiB at most
        </label>
        <Button type="submit" variant="primary" data-testid="response-cache-enable">
          {stats.enabled ? 'Apply' : 'Enable the response cache'}
        </Button>
        {stats.enabled ? (
          <Button onClick={() => void save(false)} data-testid="response-cache-disable">
            Switch off and forget
          </Button>
        ) : null}
      </div>
      <p className="text-ink-3">
        Written to <code className="break-all font-mono">{path ?? 'heimdall.yaml'}</code>; in force at once.
      </p>
      {problem === null ? null : (
        <p role="alert" className="text-bad">
          It was not changed: {problem}
        </p>
      )}
    </form>
  );
}
