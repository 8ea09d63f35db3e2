import { useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { Button } from '../../components/button.tsx';
import { formatDuration } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';

type Report = ConsoleOutput<'endpoint.check'>;

const MARKS = { ok: '✓', failed: '✗', skipped: '○' } as const;
const TONES = { ok: 'text-ok', failed: 'text-bad', skipped: 'text-ink-3' } as const;

/** Asks the host to call its own endpoint as an app would. Nothing is recorded and no model is called. */
export function EndpointCheck() {
  const { client } = useSession();
  const [report, setReport] = useState<Report | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [running, setRunning] = useState(false);
  const run = async (): Promise<void> => {
    setRunning(true);
    const result = await client.request('endpoint.check');
    setRunning(false);
    setReport(result.ok ? result.value : null);
    setProblem(result.ok ? null : result.error.message);
  };
  return (
    <div>
      <div className="flex items-center gap-3">
        <Button onClick={run} disabled={running} data-testid="endpoint-check">
          {running ? 'Testing…' : 'Test the endpoint'}
        </Button>
        <span className="text-cell text-ink-3">Opens the port as an app would. No model is called.</span>
      </div>
      <div aria-live="polite">
        {problem === null ? null : <p className="mt-2 text-bad text-cell">The test did not run: {problem}</p>}
        {report === null ? null : (
          <ul className="mt-2 space-y-1 text-cell" data-testid="endpoint-report" data-ok={report.ok}>
            {report.checks.map(({ id, title, verdict, detail, fix, ms }) => (
              <li key={id}>
                <span className={TONES[verdict]}>
                  {MARKS[verdict]} {title}
                </span>{' '}
                <span className="text-ink-2">{detail}</span>{' '}
                {ms > 0 ? <span className="text-ink-3">{formatDuration(ms)}</span> : null}
                {fix === null ? null : <p className="ml-4">{fix}</p>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
