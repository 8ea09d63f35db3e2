#!/usr/bin/env node
/** `npm run docs`: writes the pages of docs/ that are made from the code: commands, console API, HTTP API. */
import { localProgram, run } from './processes.mjs';

const env = { ...process.env, HEIMDALL_WRITE_DOCS: '1' };
const { code } = await run(localProgram('vitest'), ['run', '--project', 'unit', 'test/docs/generated.test.ts'], {
  env,
});
process.exitCode = code;
