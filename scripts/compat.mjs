#!/usr/bin/env node
/** `npm run compat`: tries what crosses from which client to which provider, and writes docs/compatibility.md. */
import { localProgram, run } from './processes.mjs';

const test = 'test/integration/gateway.dialect-matrix.test.ts';
const env = { ...process.env, HEIMDALL_WRITE_COMPATIBILITY: '1' };
const { code } = await run(localProgram('vitest'), ['run', '--project', 'integration', test], { env });
process.exitCode = code;
