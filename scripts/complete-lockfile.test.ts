import { describe, expect, it } from 'vitest';
import { completeLockfile, platformOf } from './complete-lockfile.mjs';

describe('platformOf', () => {
  it.each([
    ['@biomejs/cli-darwin-arm64', { cpu: ['arm64'], os: ['darwin'] }],
    ['@biomejs/cli-linux-x64-musl', { cpu: ['x64'], libc: ['musl'], os: ['linux'] }],
    ['@oxc-parser/binding-linux-arm-musleabihf', { cpu: ['arm'], libc: ['musl'], os: ['linux'] }],
    ['@oxc-parser/binding-win32-ia32-msvc', { cpu: ['ia32'], os: ['win32'] }],
    ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
    ['fsevents', null],
  ])('%s', (name, expected) => {
    expect(platformOf(name)).toEqual(expected);
  });
});

describe('completeLockfile', () => {
  it('adds what is missing, sorted, and leaves the rest alone', () => {
    const parent = {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { 'a-linux-x64-gnu': '1.0.0', 'a-win32-x64': '1.0.0' },
    };
    const lock = { packages: { 'node_modules/z': parent, 'node_modules/a-linux-x64-gnu': { version: '1.0.0' } } };
    expect(completeLockfile(lock)).toEqual(['a-win32-x64@1.0.0']);
    expect(Object.keys(lock.packages)).toEqual([
      'node_modules/a-linux-x64-gnu',
      'node_modules/a-win32-x64',
      'node_modules/z',
    ]);
    expect(completeLockfile(lock)).toEqual([]);
  });
});
