/** Pages that are made from the code say what the code says. */
import { expect, test } from 'vitest';
import { commands, queries } from '../../src/shared/console-contract.ts';
import { cliPage } from './cli-page.ts';
import { consolePage } from './console-page.ts';
import { expectPage } from './generated-page.ts';
import { openApiYaml } from './openapi/document.ts';

test('docs/cli.md is the help of every command', () => {
  const page = cliPage();
  expect(page).toContain('## heimdall route\n');
  expectPage('docs/cli.md', page);
});

test('docs/console-api.md has every request and event of the contract', async () => {
  const page = await consolePage();
  for (const name of Object.keys({ ...queries, ...commands })) expect(page).toContain(`### ${name}\n`);
  expectPage('docs/console-api.md', page);
});

test('docs/openapi.yaml has every route of the endpoint', () => {
  expectPage('docs/openapi.yaml', openApiYaml());
});
