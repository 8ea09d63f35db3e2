import { useMemo } from 'react';
import { useConsole, useSession, useUi } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { EMPTY_DRAFT, type Run, type Trial } from '../../store/ui-store.ts';
import { draftRequest } from './draft-request.ts';

export interface TrialActions {
  /** Decides only. @returns Why it could not; null when it did. */
  readonly route: () => Promise<string | null>;
  /** Asks everybody that is picked, side by side. @returns Why nobody was asked; null when they were. */
  readonly send: (estimates: ReadonlyMap<string | null, number | null>) => Promise<string | null>;
  /** Asks for one answer once more, in its place. */
  readonly sendAgain: (run: Run) => Promise<void>;
  /** Leaves the answers that have not ended. */
  readonly stop: () => void;
  readonly clear: () => void;
  readonly change: (next: Partial<Trial>) => void;
  readonly setPicks: (picks: Trial['picks']) => void;
}

/** What can be done with the draft. It goes on when the view is left: what comes of it is found on the way back. */
export function useTrial(): TrialActions {
  const session = useSession();
  return useMemo(
    () => ({
      route: () => routeDraft(session),
      send: (estimates) => sendDraft(session, estimates),
      sendAgain: (run) => ask(session, { ...run, id: null, problem: null }),
      stop: () => {
        const ids = session.ui.getState().trial.runs.flatMap(({ id }) => (isPending(session, id) ? [id] : []));
        if (ids.length > 0) void session.client.request('answers.stop', { ids });
      },
      clear: () => {
        session.ui.setState({ draft: EMPTY_DRAFT });
        changeTrial(session, { runs: [] });
        show(session, {});
      },
      change: (next) => changeTrial(session, next),
      setPicks: (picks) => changeTrial(session, { picks }),
    }),
    [session],
  );
}

/** Whether an answer is still to come. */
export function useAnswering(): boolean {
  const session = useSession();
  const runs = useUi((state) => state.trial.runs);
  return useConsole(() => runs.some(({ id }) => isPending(session, id)));
}

function isPending({ ring }: Session, id: string | null): id is string {
  return id !== null && ring.whole(id)?.outcome.status === 'pending';
}

/** The alpha of the field; null without one. */
export function alphaIn({ alpha }: Trial): number | null {
  return alpha === '' ? null : Number(alpha);
}

export function isAlphaWrong(trial: Trial): boolean {
  const alpha = alphaIn(trial);
  return alpha !== null && !(alpha >= 0 && alpha <= 1);
}

function inputOf({ ui }: Session) {
  const { draft, trial } = ui.getState();
  const question = draftRequest(draft);
  if (!question.ok) return question;
  if (isAlphaWrong(trial)) return { ok: false, problem: 'Alpha is a number from 0 to 1.' } as const;
  const alpha = alphaIn(trial);
  return { ok: true, request: { ...question.request, ...(alpha === null ? {} : { alpha }) } } as const;
}

async function routeDraft(session: Session): Promise<string | null> {
  const input = inputOf(session);
  if (!input.ok) return input.problem;
  const result = await session.client.request('playground.route', input.request);
  if (!result.ok) return result.error.message;
  // Answers belong to the decision that was looked at then.
  changeTrial(session, { runs: [] });
  show(session, { id: result.value.record_id });
  return null;
}

async function sendDraft(
  session: Session,
  estimates: ReadonlyMap<string | null, number | null>,
): Promise<string | null> {
  const input = inputOf(session);
  if (!input.ok) return input.problem;
  const { picks } = session.ui.getState().trial;
  const runs = (picks.length === 0 ? [null] : picks).map(
    (model): Run => ({ key: nextKey(), model, id: null, problem: null, estimateUsd: estimates.get(model) ?? null }),
  );
  changeTrial(session, { runs });
  await Promise.all(runs.map((run) => ask(session, run)));
  return null;
}

async function ask(session: Session, run: Run): Promise<void> {
  const input = inputOf(session);
  const put = (next: Partial<Run>): void => {
    const { runs } = session.ui.getState().trial;
    changeTrial(session, { runs: runs.map((one) => (one.key === run.key ? { ...run, ...next } : one)) });
  };
  if (!input.ok) {
    put({ problem: { code: 'request_invalid', message: input.problem } });
    return;
  }
  put({});
  const { model } = run;
  const result = await session.client.request('playground.run', {
    ...input.request,
    ...(model === null ? {} : { model }),
  });
  put(result.ok ? { id: result.value.record_id } : { problem: result.error });
  const made = session.ui.getState().trial.runs.flatMap(({ id }) => (id === null ? [] : [id]));
  const [first] = made;
  if (first === undefined) return;
  const { params } = session.ui.getState().trial;
  // The decision that was looked at stays beside its answers.
  show(session, {
    id: model === null && result.ok ? result.value.record_id : (params.id ?? first),
    runs: made.join(','),
  });
}

/** In the link while the view is shown, and for the way back to it. */
function show(session: Session, params: Readonly<Record<string, string>>): void {
  changeTrial(session, { params });
  if (session.store.getState().route.view === 'playground') navigate(session.store, { params });
}

function changeTrial({ ui }: Session, next: Partial<Trial>): void {
  ui.setState(({ trial }) => ({ trial: { ...trial, ...next } }));
}

let lastKey = 0;

function nextKey(): number {
  return ++lastKey;
}
