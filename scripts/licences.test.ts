import { describe, expect, it } from 'vitest';
import { licencePage, problemsOf } from './licences.mjs';

const lock = (license: string) => ({
  packages: {
    '': { name: 'heimdall' },
    'node_modules/b': { version: '2.0.0', license: 'MIT', integrity: 'sha512-x' },
    'node_modules/b/node_modules/@s/a': { version: '1.0.0', license, integrity: 'sha512-y' },
    'node_modules/tool': { version: '3.0.0', license: 'GPL-3.0', dev: true, integrity: 'sha512-z' },
  },
});

/** Of the lock file above: nothing that ships in other ways. */
const none = { bundled: [], desktop: [] };

describe('licences', () => {
  it('lists what ships under its licence', () => {
    expect(licencePage(lock('ISC'), none)).toContain('## ISC\n\n@s/a 1.0.0\n');
  });

  it('takes expressions of known licences and refuses others by name', () => {
    expect(problemsOf(lock('(MIT OR CC0-1.0)'), none)).toEqual([]);
    expect(problemsOf(lock('GPL-3.0-only AND MIT'), none)).toEqual([
      expect.stringContaining('@s/a has the licence GPL-3.0-only'),
    ]);
  });

  it('names an entry that could be exchanged on its way', () => {
    const open = lock('MIT');
    Object.assign(open.packages['node_modules/b'], { integrity: undefined });
    expect(problemsOf(open, none)).toEqual(['node_modules/b has no integrity in package-lock.json.']);
  });
});
