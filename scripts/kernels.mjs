#!/usr/bin/env node
/**
 * `npm run kernels` compiles src/core/kernels/kernels.wat into kernels-wasm.ts, which is kept beside it, so that nobody
 * needs the compiler who does not change it. As a check it fails when the two do not belong together.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { isMain, root } from './paths.mjs';

const FOLDER = join(root, 'src', 'core', 'kernels');
const SOURCE = join(FOLDER, 'kernels.wat');
const COMPILED = join(FOLDER, 'kernels-wasm.ts');

/** @returns {Promise<string>} what kernels-wasm.ts is to hold */
async function compile() {
  const { parseWat } = await wabt();
  const module = parseWat('kernels.wat', readFileSync(SOURCE, 'utf8'), { simd: true, bulk_memory: true });
  try {
    module.validate();
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
    const lines = base64.match(/.{1,112}/g).map((line) => `  '${line}',`);
    return [
      '/** Made from kernels.wat by `npm run kernels`; not to be edited. Base64. */',
      'export const KERNELS_WASM = [',
      ...lines,
      "].join('');",
      '',
    ].join('\n');
  } finally {
    module.destroy();
  }
}

/** @returns {Promise<boolean>} */
export async function kernelsCheck({ log = console.error } = {}) {
  if ((await compile()) === readFileSync(COMPILED, 'utf8')) return true;
  log('src/core/kernels/kernels-wasm.ts is not what kernels.wat compiles to: npm run kernels');
  return false;
}

if (isMain(import.meta.url)) writeFileSync(COMPILED, await compile());
