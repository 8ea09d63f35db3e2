import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { formatDateTime, formatDuration } from '../../lib/units.ts';
import { AreasTable } from './areas-table.tsx';
import { FunctionsTable } from './functions-table.tsx';
import { type UsedProfiler, useProfiler } from './use-profiler.ts';

const SECONDS = [10, 60, 300] as const;

/** Takes a CPU profile of the process that hosts the router, says what it shows, and saves it. */
export function ProfilePanel() {
  const profiler = useProfiler();
  const { status, problem, saved } = profiler;
  if (status === null) return null;
  const { last, state } = status;
  const wrong = problem ?? status.problem;
  return (
    <section
      aria-labelledby="latency-cpu-profile"
      className="shrink-0 space-y-2 rounded-md border border-line bg-panel px-3 py-2"
      data-testid="cpu-profile"
      data-state={state}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="latency-cpu-profile" className="font-semibold text-axis text-ink-2 uppercase tracking-wide">
          CPU profile
        </h2>
        {state === 'idle' ? <Starter start={profiler.start} again={last !== null} /> : <Running profiler={profiler} />}
        {last === null ? null : (
          <>
            <Button onClick={() => void profiler.save()} data-testid="profile-save">
              Save as .cpuprofile
            </Button>
            <span className="text-cell text-ink-2">
              {formatDuration(last.summary.duration_ms)} from {formatDateTime(last.started_ms)}
            </span>
          </>
        )}
        {saved === null ? null : (
          <span role="status" className="min-w-0 break-all text-cell text-ink-2" data-testid="profile-saved">
            Saved as {saved}
          </span>
        )}
      </div>
      {wrong === null ? null : (
        <p role="alert" className="text-bad text-cell">
          {wrong}
        </p>
      )}
      <p className="text-cell text-ink-2">
        The thread that routes and answers is looked at 1,000 times a second: what does it work on? That slows it by a
        few per cent, and requests wait for a moment (about 0.2 s) when it begins and when it ends. A profile holds
        names of functions and files, no prompts and no keys.
      </p>
      {last === null ? null : (
        <div className="grid grid-cols-1 gap-x-6 gap-y-2 min-[900px]:grid-cols-[minmax(0,320fr)_minmax(0,864fr)]">
          <AreasTable areas={last.summary.areas} />
          <FunctionsTable functions={last.summary.functions} />
        </div>
      )}
    </section>
  );
}

function Starter({ start, again }: Pick<UsedProfiler, 'start'> & { readonly again: boolean }) {
  const [seconds, setSeconds] = useState<number>(60);
  return (
    <>
      <Button onClick={() => void start(seconds)} data-testid="profile-start">
        {again ? 'Record another' : 'Record'}
      </Button>
      <label className="flex items-center gap-1.5 text-cell text-ink-2">
        for at most
        <select
          value={seconds}
          onChange={({ target }) => setSeconds(Number(target.value))}
          className="h-6 rounded-md border border-control bg-app px-1 text-cell text-ink-1"
        >
          {SECONDS.map((each) => (
            <option key={each} value={each}>
              {each} s
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Running({ profiler: { status, stop } }: { readonly profiler: UsedProfiler }) {
  if (status === null) return null;
  const reading = status.state === 'reading';
  const seconds = `${Math.floor(status.elapsed_ms / 1_000)} of ${status.limit_ms / 1_000} s`;
  return (
    <>
      <Button variant="primary" onClick={() => void stop()} disabled={reading} data-testid="profile-stop">
        Stop
      </Button>
      {reading ? (
        <span className="text-cell text-ink-2">Reading what was recorded…</span>
      ) : (
        <span className="flex items-center gap-2 text-cell text-ink-1">
          <progress
            aria-label="Time of the recording"
            aria-valuetext={seconds}
            max={status.limit_ms}
            value={status.elapsed_ms}
            className="h-1.5 w-32 appearance-none [&::-webkit-progress-bar]:bg-app [&::-webkit-progress-value]:bg-solid"
          />
          Recording: {seconds}
        </span>
      )}
    </>
  );
}
