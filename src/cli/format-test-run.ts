import type { TestResult, TestRun } from '../shared/routing-test.ts';

/** A run as text for people: what failed, what was expected, what came, and what would change it. */
export function formatTestRun(run: TestRun): string {
  const lines = run.results.flatMap(formatResult);
  const parts = [`${run.passed} passed`];
  if (run.failed > 0) parts.push(`${run.failed} failed`);
  if (run.errors > 0) parts.push(`${run.errors} could not be decided`);
  return `${[...lines, '', `${parts.join(', ')} in ${run.ms.toFixed(0)} ms (artifact ${run.artifact_version}, configuration ${run.config_revision})`].join('\n')}\n`;
}

function formatResult({ name, status, error, misses, decided }: TestResult): string[] {
  if (status === 'passed') return [`ok    ${name}`];
  if (status === 'error') return [`ERROR ${name}`, `        ${error ?? ''}`];
  const lines = [`FAIL  ${name}`];
  for (const { key, expected, got, flip } of misses) {
    lines.push(`        ${key}`, `          - expected  ${expected}`, `          + got       ${got}`);
    if (flip !== null) lines.push(`          would hold  ${flip}`);
  }
  if (decided !== null) {
    const { bucket, model, effort, alpha, margin, rule } = decided;
    const target = effort === null ? model : `${model} (${effort})`;
    const over = margin === null ? '' : `, margin ${margin.toFixed(3)} over the runner-up`;
    lines.push(`        bucket ${bucket}${rule === null ? '' : ` because ${rule}`}`);
    lines.push(`        ${target} at alpha ${alpha}${over}`);
  }
  return lines;
}
