import { useEffect, useState } from 'react';
import { snippetsFor } from '../../../shared/client-snippets.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Section } from '../../components/section.tsx';
import { formatTime } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { RecordRing } from '../../store/record-ring.ts';
import { EndpointCheck } from '../settings/endpoint-check.tsx';

/** After so long without a request, something may be in its way. */
const HELP_AFTER_S = 20;

/** Waits for the first request of a real app, and helps when it does not come. */
export function FirstRequest() {
  const session = useSession();
  const { ring, store } = session;
  // The ring is outside React: version stands for it.
  useConsole((state) => state.version);
  const newest = newestReal(ring);
  if (newest === null) {
    return (
      <Section title="Your first request">
        <Waiting />
      </Section>
    );
  }
  const id = ring.idAt(newest);
  return (
    <Section title="Requests arrive">
      <p data-testid="first-request-done">
        <span className="text-ok">✓ It works.</span> The newest came at {formatTime(ring.createdAt(newest)).slice(0, 8)}{' '}
        and went to <span className="font-semibold">{ring.modelAt(newest)}</span>.{' '}
        <button
          type="button"
          className="text-accent underline"
          onClick={() => navigate(store, { view: 'live', selected: id, tab: 'why' })}
        >
          See why
        </button>
      </p>
    </Section>
  );
}

function Waiting() {
  const seconds = useSeconds();
  const baseUrl = useConsole((state) => state.info?.endpoint.openai_base_url ?? null);
  const curl = baseUrl === null ? undefined : snippetsFor(baseUrl).find(({ id }) => id === 'curl')?.code;
  return (
    <div data-testid="first-request">
      <p className="flex items-center gap-2">
        <span aria-hidden="true" className="size-2 rounded-full bg-accent motion-safe:animate-pulse" />
        <span role="status">Waiting for your first request…</span>
        {/* Outside the status, or it would be read out every second. */}
        <span className="text-ink-3 tabular-nums" aria-hidden="true">
          {seconds} s
        </span>
      </p>
      <p className="mt-1 text-cell text-ink-2">
        It opens here by itself the moment it is routed, with why it went there.
      </p>
      {seconds < HELP_AFTER_S ? null : (
        <div className="mt-3 rounded-md border border-line p-3" data-testid="first-request-help">
          <h3 className="font-semibold">Nothing yet. Two ways to see where it is stuck:</h3>
          {curl === undefined ? null : (
            <>
              <p className="mt-2 text-cell text-ink-2">Send one from a terminal. If this works, look at the app.</p>
              <div className="mt-1 flex items-start gap-2 rounded-md border border-line bg-app p-2">
                <pre className="min-w-0 flex-1 whitespace-pre-wrap break-words font-mono text-cell">{curl}</pre>
                <CopyButton text={curl} what="cURL command" label="Copy" variant="plain" />
              </div>
            </>
          )}
          <p className="mt-3 mb-1 text-cell text-ink-2">See whether the port can be reached.</p>
          <EndpointCheck />
        </div>
      )}
    </div>
  );
}

/** Position of the newest decision that is not of the sample. */
function newestReal(ring: RecordRing): number | null {
  if (ring.sampleCount === ring.length) return null;
  for (let position = ring.end - 1; position >= ring.start; position--) if (!ring.isSample(position)) return position;
  return null;
}

/** Seconds since the component was shown. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - started) / 1_000)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
