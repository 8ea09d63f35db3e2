/** What is in deploy/ says things to Heimdall that it understands. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readEnvironmentSettings } from '../../src/host/config/environment-overrides.ts';
import { parseConfig } from '../../src/host/config/parse-config.ts';

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment: Readonly<Record<string, string>> }>>;
}

/** The variables that the image sets. */
function ofImage(): Record<string, string> {
  const text = readFileSync('deploy/Containerfile', 'utf8').replace(/\\\n/g, ' ');
  const lines = [...text.matchAll(/^ENV (.*)$/gm)].map(([, values = '']) => values);
  return Object.fromEntries(
    lines.flatMap((line) =>
      line
        .trim()
        .split(/\s+/)
        .map((pair) => pair.split(/=(.*)/s, 2)),
    ),
  );
}

test.each(['host-1', 'host-2'])('the settings of %s in compose.yaml are valid', (name) => {
  const { services } = parse(readFileSync('deploy/compose.yaml', 'utf8'), { merge: true }) as Compose;
  const { environment } = services[name] as Compose['services'][string];
  const env = { ...ofImage(), ...environment };
  const read = readEnvironmentSettings(env);
  expect(read.problems).toEqual([]);
  const settings = parseConfig('', 'heimdall.yaml', read);
  expect(settings.gateway).toMatchObject({ host: '0.0.0.0', port: 4141, token_env: 'HEIMDALL_TOKEN' });
  expect(settings.gateway.allowed_hosts).toContain(`${name}:4141`);
  expect(settings.storage.postgres?.host_name).toBe(name);
  for (const variable of [settings.shared_state?.url_env, settings.storage.postgres?.url_env]) {
    expect(Object.keys(environment)).toContain(variable);
  }
});

test('the service starts the program where the package has it', () => {
  const unit = readFileSync('deploy/heimdall.service', 'utf8');
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { heimdall: string } };
  expect(unit).toContain(`/opt/heimdall/${bin.heimdall.replace('./', '')} serve`);
});
