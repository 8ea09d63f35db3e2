#!/usr/bin/env node
/** `npm run config-docs`: writes schema/heimdall.schema.json and the tables of docs/configuration.md from the settings. */
import { localProgram, run } from './processes.mjs';

const env = { ...process.env, HEIMDALL_WRITE_CONFIG_DOCS: '1' };
const { code } = await run(
  localProgram('vitest'),
  ['run', '--project', 'unit', 'src/host/config/config-files.test.ts'],
  { env },
);
process.exitCode = code;
