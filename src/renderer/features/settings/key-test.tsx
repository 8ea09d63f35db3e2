import { useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { formatDuration } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';

type Verdict = ConsoleOutput<'keys.test'>;
/** A test that could not even be tried has no verdict. */
type Result = Verdict | { readonly verdict: 'failed'; readonly message: string };

export interface KeyTest {
  readonly test: () => void;
  readonly testing: boolean;
  readonly result: Result | null;
}

/** Asks the provider, on request, whether it takes the key in force. */
export function useKeyTest(provider: string): KeyTest {
  const { client } = useSession();
  const [result, setResult] = useState<Result | null>(null);
  const [testing, setTesting] = useState(false);
  const test = async (): Promise<void> => {
    setTesting(true);
    const answer = await client.request('keys.test', { provider });
    setTesting(false);
    setResult(answer.ok ? answer.value : { verdict: 'failed', message: answer.error.message });
  };
  return { test: () => void test(), testing, result };
}

const WORDS: Record<Result['verdict'], readonly [string, string]> = {
  ok: ['✓ ok', 'text-ok'],
  refused: ['✗ refused', 'text-bad'],
  offline: ['○ offline', 'text-warn'],
  unclear: ['○ not known', 'text-warn'],
  failed: ['✗ not tested', 'text-bad'],
};

export function KeyVerdict({ result }: { readonly result: Result | null }) {
  return (
    <div aria-live="polite">
      {result === null ? null : (
        <p className="pb-1 pl-7 text-cell" data-testid="key-verdict" data-verdict={result.verdict}>
          <span className={WORDS[result.verdict][1]}>{WORDS[result.verdict][0]}</span>{' '}
          <span className="text-ink-2">{result.message}</span>{' '}
          {'ms' in result ? <span className="text-ink-3">{formatDuration(result.ms)}</span> : null}
        </p>
      )}
    </div>
  );
}
