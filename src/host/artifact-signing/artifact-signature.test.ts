import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import type { TrustedKey } from '../../shared/trusted-key.ts';
import { keyId, publicKeyOf, publicKeyText, readPrivateKey, writeNewKey } from './artifact-key.ts';
import { checkTrust, signersOf, signManifest } from './artifact-signature.ts';

function signer(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const trusted: TrustedKey = { name, key: publicKeyText(publicKey) };
  const sign = (manifest: Uint8Array, before: Uint8Array | null = null) =>
    Buffer.from(signManifest({ manifest, signatures: before }, privateKey));
  return { trusted, sign };
}

const manifest = Buffer.from('{"artifact_version":"1"}');
const mine = signer('mine');
const other = signer('other');

describe('checkTrust', () => {
  it('lets pass what a key of the list has signed, and everything where there is no list', () => {
    expect(checkTrust({ manifest, signatures: mine.sign(manifest) }, [other.trusted, mine.trusted])).toBe('mine');
    expect(checkTrust({ manifest, signatures: null }, [])).toBeNull();
  });

  it.each([
    ['no signature', null, /not signed: there is no manifest\.sig, and it takes one of mine/],
    ['another key', other.sign(manifest), new RegExp(`another key \\(${keyId(other.trusted.key)}\\), not by mine`)],
    ['the signature of another manifest', mine.sign(Buffer.from('{}')), /no signature of mine for this manifest/],
    ['no signature file', Buffer.from('untrusted comment: minisign'), /is no signature file/],
    ['an empty one', Buffer.from('{"format":"heimdall-signature/1","signatures":[]}'), /is no signature file/],
  ])('refuses %s', (_what, signatures, reason) => {
    expect(() => checkTrust({ manifest, signatures }, [mine.trusted])).toThrow(reason);
    expect(() => checkTrust({ manifest, signatures }, [mine.trusted])).toThrow(
      expect.objectContaining({ code: 'artifact_untrusted' }),
    );
  });

  it('refuses a manifest of which one bit was changed, wherever it is', () => {
    const signatures = mine.sign(manifest);
    for (let bit = 0; bit < manifest.length * 8; bit++) {
      const changed = Buffer.from(manifest);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => checkTrust({ manifest: changed, signatures }, [mine.trusted])).toThrow(/one of them was changed/);
    }
  });

  it('refuses a signature that was put under the name of another key', () => {
    const swapped = other.sign(manifest).toString().replace(other.trusted.key, mine.trusted.key);
    expect(() => checkTrust({ manifest, signatures: Buffer.from(swapped) }, [mine.trusted])).toThrow(/was changed/);
  });

  it('refuses a key that is no point of the curve', () => {
    const nowhere = `ed25519:${Buffer.alloc(32, 0xff).toString('base64')}`;
    const signatures = Buffer.from(mine.sign(manifest).toString().replace(mine.trusted.key, nowhere));
    expect(() => checkTrust({ manifest, signatures }, [{ name: 'odd', key: nowhere }])).toThrow(/was changed/);
  });
});

describe('signManifest', () => {
  it('keeps good signatures of other keys, and only those', () => {
    const both = mine.sign(manifest, other.sign(manifest));
    expect(signersOf({ manifest, signatures: both }, [mine.trusted])).toEqual([keyId(other.trusted.key), 'mine']);
    expect(mine.sign(manifest, both)).toEqual(both);
    const changed = Buffer.from('{"artifact_version":"2"}');
    expect(signersOf({ manifest: changed, signatures: mine.sign(changed, both) }, [])).toEqual([
      keyId(mine.trusted.key),
    ]);
  });
});

describe('keys', () => {
  it('are written once, for their owner alone, and read back', async () => {
    const path = join(temporaryFolder(), 'artifact.key');
    const written = await writeNewKey(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(publicKeyText(createPublicKey(readPrivateKey(path)))).toBe(written);
    expect(publicKeyText(publicKeyOf(written))).toBe(written);
    const before = readFileSync(path);
    await expect(writeNewKey(path)).rejects.toThrow(/is there already, and no key is overwritten/);
    expect(readFileSync(path)).toEqual(before);
    chmodSync(path, 0o640);
    expect(() => readPrivateKey(path)).toThrow(/open to others \(mode 0640\)/);
  });

  it('that are none are refused without a word of their content', async () => {
    const path = join(temporaryFolder(), 'other.key');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const text of ['secret stuff', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()]) {
      writeFileSync(path, text, { mode: 0o600 });
      expect(() => readPrivateKey(path)).toThrow(/^\S+other\.key is no private Ed25519 key: heimdall artifact keygen/);
    }
    expect(() => readPrivateKey(`${path}.none`)).toThrow(/There is no file/);
  });
});
