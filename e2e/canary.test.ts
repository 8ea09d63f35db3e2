import { join } from 'node:path';
import { writeHarderArtifact } from '../test/helpers/other-artifact.ts';
import { expect, test } from './fixtures/console-test.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

test('an artifact begins as a canary, is held, promoted, and another time taken back', async ({
  endpoint,
  running,
}) => {
  test.setTimeout(120_000);
  const { page, home } = running;
  const folder = writeHarderArtifact(join(home, 'harder'));
  const mark = page.getByTestId('artifact-mark');
  const bundled = (await mark.textContent()) ?? '';
  const canary = page.getByTestId('canary');
  const begin = async (): Promise<void> => {
    await page.getByLabel('Folder').fill(folder);
    await page.getByTestId('artifact-verify').click();
    await page.getByTestId('canary-start').click();
    await expect(canary).toContainText('5.0% of sessions: step 1 of 4');
  };
  await mark.click();
  await begin();
  const versions = new Set<string>();
  for (let turn = 0; turn < 200 && versions.size < 2; turn++) {
    versions.add((await endpoint.route(`${prompts.greeting} ${turn}`)).artifact_version);
  }
  expect([...versions].filter((version) => version.endsWith('-harder'))).toHaveLength(1);
  await expect(canary.getByRole('row')).toHaveCount(3);
  await expect(canary.getByRole('row').nth(1)).toContainText(/-harder\s*1/);
  await page.getByTestId('canary-hold').click();
  await expect(canary).toContainText('held');
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await violations(page, `canary ${theme}`)).toEqual([]);
    await test.info().attach(`canary-${theme}`, { body: await page.screenshot(), contentType: 'image/png' });
  }
  await page.getByTestId('canary-promote').click();
  await expect(mark).toContainText('-harder');
  await expect(page.getByTestId('canary-ended')).toContainText('promoted by hand');
  await page.getByTestId('artifact-rollback').click();
  await expect(mark).toHaveText(bundled);
  await begin();
  await page.getByTestId('canary-rollback').click();
  await expect(page.getByTestId('canary-ended')).toContainText('rolled back by hand');
  await expect(mark).toHaveText(bundled);
});
