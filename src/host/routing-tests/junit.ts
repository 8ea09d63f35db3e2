import type { Miss, TestResult, TestRun } from '../../shared/routing-test.ts';

/**
 * A run as JUnit XML (the format of Ant's JUnitReport task, which CI systems read): a test that missed has a `failure`,
 * one that could not be decided an `error`. Holds names and numbers, no prompts.
 */
export function toJUnit(run: TestRun, suite: string): string {
  const counts = [
    attribute('tests', String(run.results.length)),
    attribute('failures', String(run.failed)),
    attribute('errors', String(run.errors)),
    attribute('skipped', '0'),
    attribute('time', seconds(run.ms)),
  ].join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attribute('name', 'heimdall')}${counts}>`,
    `  <testsuite${attribute('name', suite)}${counts}>`,
    '    <properties>',
    `      <property${attribute('name', 'artifact_version')}${attribute('value', run.artifact_version)}/>`,
    `      <property${attribute('name', 'config_revision')}${attribute('value', run.config_revision)}/>`,
    '    </properties>',
    ...run.results.map((result) => testCase(result, suite)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(result: TestResult, suite: string): string {
  const head = `    <testcase${attribute('name', result.name)}${attribute('classname', suite)}${attribute('time', seconds(result.ms))}`;
  if (result.status === 'passed') return `${head}/>`;
  const body =
    result.status === 'error'
      ? `<error${attribute('message', result.error ?? '')}${attribute('type', 'undecided')}/>`
      : `<failure${attribute('message', result.misses.map(oneLine).join('; '))}${attribute('type', result.misses[0]?.key ?? '')}>${escapeXml(details(result))}</failure>`;
  return `${head}>\n      ${body}\n    </testcase>`;
}

function oneLine({ key, expected, got }: Miss): string {
  return `${key}: expected ${expected}, got ${got}`;
}

function details({ misses, decided }: TestResult): string {
  const lines = misses.map((miss) => `${oneLine(miss)}${miss.flip === null ? '' : `\nwould hold with: ${miss.flip}`}`);
  if (decided !== null) {
    const { bucket, rule, alpha, margin } = decided;
    lines.push(`bucket ${bucket}${rule === null ? '' : ` because ${rule}`}`);
    lines.push(`alpha ${alpha}${margin === null ? '' : `, margin ${margin.toFixed(3)}`}`);
  }
  return lines.join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(6);
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escapeXml(value).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;').replaceAll('\t', '&#9;')}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** With what XML 1.0 cannot hold at all replaced. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
