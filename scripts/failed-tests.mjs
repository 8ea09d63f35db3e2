/** Which tests failed, read from the JSON reports of the runners: "file > describe > test", files from the root of the repository. */
import { relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * @param {any} report of vitest's `json` reporter, or null when there is none
 * @returns {string[]}
 */
export function failedOfVitest(report) {
  return (report?.testResults ?? []).flatMap(({ name, status, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => [file, ...test.ancestorTitles, test.title].join(' > '));
    return failed.length === 0 && status === 'failed' ? [file] : failed;
  });
}

/**
 * @param {any} report of Playwright's `json` reporter, or null when there is none
 * @returns {string[]}
 */
export function failedOfPlaywright(report) {
  return (report?.suites ?? []).flatMap((suite) => failedOfSuite(suite, []));
}

function failedOfSuite(suite, above) {
  const titles = [...above, suite.title];
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected')
      .map((test) => `${[...titles, spec.title].join(' > ')} [${test.projectName}]`),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failedOfSuite(inner, titles))];
}
