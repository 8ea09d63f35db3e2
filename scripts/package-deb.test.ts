import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canMakeDeb, controlFile, makeDeb } from './package-deb.mjs';

const manifest = { version: '1.2.3', description: 'Shows how it chooses.', author: 'The Heimdall authors' };

describe('controlFile', () => {
  it('names the version, the machine and what the app is linked to, under old names and new', () => {
    const control = controlFile({ manifest, arch: 'arm64', kibibytes: 42 });
    expect(control).toMatch(/^Package: heimdall\nVersion: 1\.2\.3\nArchitecture: arm64\n/);
    expect(control).toContain('\nInstalled-Size: 42\n');
    expect(control).toMatch(/^Depends: .*libgtk-3-0t64 \| libgtk-3-0, .*libnss3/m);
    expect(control.endsWith('\n Shows how it chooses.\n')).toBe(true);
  });
});

describe.skipIf(!canMakeDeb())('makeDeb', () => {
  it("packs the app for root, with Chromium's sandbox set, and leaves the app as it was", async () => {
    const work = mkdtempSync(join(tmpdir(), 'heimdall-deb-'));
    onTestFinished(() => rmSync(work, { recursive: true, force: true }));
    const folder = join(work, 'linux-unpacked');
    mkdirSync(folder);
    for (const name of ['heimdall', 'chrome-sandbox']) {
      writeFileSync(join(folder, name), name);
      chmodSync(join(folder, name), 0o755);
    }
    const path = await makeDeb({ folder, manifest, path: join(work, 'heimdall.deb') });
    const dpkg = (action: string) => execFileSync('dpkg-deb', [action, path], { encoding: 'utf8' });
    expect(dpkg('--field')).toContain('Version: 1.2.3');
    const contents = dpkg('--contents');
    expect(contents).toMatch(/^-rwxr-xr-x root\/root .* \.\/opt\/Heimdall\/heimdall$/m);
    expect(contents).toMatch(/^-rwsr-xr-x root\/root .* \.\/opt\/Heimdall\/chrome-sandbox$/m);
    expect(contents).toMatch(/^-rw-r--r-- root\/root .* \.\/usr\/share\/applications\/heimdall\.desktop$/m);
    expect(statSync(join(folder, 'chrome-sandbox')).mode & 0o7777).toBe(0o755);
    expect(readdirSync(work).sort()).toEqual(['heimdall.deb', 'linux-unpacked']);
  });
});
