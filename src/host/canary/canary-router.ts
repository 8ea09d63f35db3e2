import { createHash } from 'node:crypto';
import { type MaybePromise, promptText, type Router, type Routing } from '../../core/index.ts';
import type { Decision } from '../../shared/decision.ts';

export interface CanaryChoice {
  readonly candidate: Router;
  /** Version of its artifact. */
  readonly version: string;
  readonly salt: string;
  /** Of sessions that it gets, 0..1. Read at each decision. */
  readonly share: () => number;
  /** Called when the candidate failed to decide and the control did not. */
  readonly onFailure: () => void;
}

/**
 * Two routers as one: a session is always on the same side, and one that came to the candidate stays there as its share
 * grows. Without a session the prompt decides. What the candidate cannot decide goes to the control, so that no request
 * is lost. Everything else of a decision is asked of whoever made it.
 */
export function splitRouter(control: Router, choice: CanaryChoice): Router {
  const { candidate, version, salt, share, onFailure } = choice;
  const of = ({ artifact_version: made }: Decision): Router => (made === version ? candidate : control);
  return {
    ...control,
    decide(request, headers, overrides, dialect, session) {
      const byControl = () => control.decide(request, headers, overrides, dialect, session);
      if (placeOf(session?.key ?? promptText(request), salt) >= share()) return byControl();
      const instead = (): MaybePromise<Routing> => {
        const routing = byControl();
        if (!(routing instanceof Promise)) {
          onFailure();
          return routing;
        }
        return routing.then((made) => {
          onFailure();
          return made;
        });
      };
      try {
        const routing = candidate.decide(request, headers, overrides, dialect, session);
        return routing instanceof Promise ? routing.catch(instead) : routing;
      } catch {
        return instead();
      }
    },
    explain: (decision, prompt) => of(decision).explain(decision, prompt),
    reroute: (decision, bucket, penalties) => of(decision).reroute(decision, bucket, penalties),
    featureRow: (decision, prompt) => of(decision).featureRow(decision, prompt),
  };
}

/** Where a session is in [0, 1): the first 32 bits of a hash, so that sides are even whatever keys look like. */
export function placeOf(key: string, salt: string): number {
  const digest = createHash('sha256').update(`${salt.length}:${salt}`).update(key).digest();
  return digest.readUInt32BE(0) / 4_294_967_296;
}
