/** What a self-test found. */

export type Verdict = 'ok' | 'failed' | 'skipped';

export interface Finding {
  /** Stable, for scripts: `chat.stream`. */
  readonly id: string;
  /** What belongs together: `OpenAI chat`. */
  readonly group: string;
  /** What was tested, in words. */
  readonly title: string;
  readonly verdict: Verdict;
  /** What was seen; of a failure the reason. Empty when the title says it all. */
  readonly detail: string;
  /** What to do about a failure; null for the rest. */
  readonly fix: string | null;
  readonly ms: number;
}

/** One test. `run` returns what was seen, and throws a `Fault` when it is not as it should be. */
export interface Check<Subject> {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  run(subject: Subject): Promise<string> | string;
}

/** Something that is not as it should be, and the way out. */
export class Fault extends Error {
  readonly fix: string;

  constructor(reason: string, fix: string) {
    super(reason);
    this.fix = fix;
  }
}

/** A test that does not apply here, and why. */
export class Skipped extends Error {}

/** Runs checks one after the other, so that what one does cannot disturb another. Never rejects. */
export async function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  onFinding: (finding: Finding) => void,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    const finding = await runCheck(check, subject);
    findings.push(finding);
    onFinding(finding);
  }
  return findings;
}

async function runCheck<Subject>(check: Check<Subject>, subject: Subject): Promise<Finding> {
  const { id, group, title } = check;
  const started = performance.now();
  const done = (verdict: Verdict, detail: string, fix: string | null): Finding => ({
    id,
    group,
    title,
    verdict,
    detail,
    fix,
    ms: Math.round(performance.now() - started),
  });
  try {
    return done('ok', await check.run(subject), null);
  } catch (error) {
    if (error instanceof Skipped) return done('skipped', error.message, null);
    if (error instanceof Fault) return done('failed', error.message, error.fix);
    const reason = error instanceof Error ? error.message : String(error);
    return done(
      'failed',
      reason,
      'Run with --json and report this with the output: the test itself did not expect it.',
    );
  }
}
