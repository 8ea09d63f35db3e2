import { useState } from 'react';
import { snippetsFor } from '../../../shared/client-snippets.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';

/** One sentence, one line to copy, one thing to press. */
export function EmptyLive() {
  const session = useSession();
  const baseUrl = useConsole((state) => state.info?.endpoint.openai_base_url ?? null);
  const stored = useConsole((state) => state.info?.prompts_stored ?? 'full');
  const [problem, setProblem] = useState<string | null>(null);
  const curl = baseUrl === null ? null : snippetsFor(baseUrl).find(({ id }) => id === 'curl');
  const play = async (): Promise<void> => {
    const result = await session.client.request('sample.play');
    setProblem(result.ok ? null : result.error.message);
  };
  return (
    <div className="flex h-full flex-col items-center justify-center gap-4 bg-panel px-6" data-testid="live-empty">
      <div className="w-full max-w-2xl">
        <h2 className="font-semibold text-title">No requests yet</h2>
        <p className="mt-1 text-ink-2">
          Point an OpenAI client at this base URL, or send one request from a terminal. It appears here the moment it is
          routed.
        </p>
        {curl ? (
          <div className="mt-3 flex items-start gap-2 rounded-md border border-line bg-app p-2">
            <pre className="min-w-0 flex-1 whitespace-pre-wrap break-words font-mono text-cell">{curl.code}</pre>
            <CopyButton text={curl.code} what="cURL command" label="Copy" variant="plain" />
          </div>
        ) : (
          <p className="mt-3 text-warn">The endpoint has no address, so there is nothing to point a client at yet.</p>
        )}
        <div className="mt-4 flex items-center gap-3">
          <Button variant="primary" onClick={play} data-testid="sample-play">
            Play sample traffic
          </Button>
          <span className="text-cell text-ink-3">
            Built-in prompts through the real router, marked as sample. No key, no call, no cost.
          </span>
        </div>
        {problem ? (
          <p role="alert" className="mt-2 text-bad text-cell">
            The sample did not start: {problem}
          </p>
        ) : null}
        <p className="mt-6 border-line border-t pt-3 text-cell text-ink-3">
          {stored === 'full'
            ? 'Prompt text is stored on this machine so that decisions can be explained. Setting: storage.prompts.'
            : 'Prompt text is not stored. Decisions are explained from their features alone.'}
        </p>
      </div>
    </div>
  );
}
