import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../logging/create-logger.ts';
import { decryptText, encryptText } from './encrypted-text.ts';
import { SecretStore } from './secret-store.ts';
import { type KeySealer, makeVaultKey, readVaultKey } from './vault-key.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'heimdall-secrets-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A key store of one user: what it sealed, another one does not open. */
const sealerOf = (user: string): KeySealer => ({
  seal: (text) => Buffer.from(`${user}:${text}`).toString('base64'),
  unseal(sealed) {
    const text = Buffer.from(sealed, 'base64').toString();
    if (!text.startsWith(`${user}:`)) throw new Error(`cannot open ${text}`);
    return text.slice(user.length + 1);
  },
});

const open = (dataFolder: string, sealer: KeySealer | null = null) =>
  new SecretStore({ dataFolder, sealer, logger: silentLogger, onChange: () => undefined });
const put = (store: SecretStore, key = 'sk-CANARY') =>
  store.update((secrets) => ({ ...secrets, keys: { ...secrets.keys, openai: key } }));

describe('encrypted text', () => {
  test('opens with its key alone, and only unchanged', () => {
    const key = randomBytes(32);
    const file = encryptText('a secret', key);
    expect(file).not.toContain('a secret');
    expect(encryptText('a secret', key)).not.toBe(file);
    expect(decryptText(file, key)).toBe('a secret');
    expect(decryptText(file, randomBytes(32))).toBeNull();
    const parts = JSON.parse(file) as Record<string, string>;
    for (const name of ['iv', 'tag', 'data']) {
      const changed = Buffer.from(String(parts[name]), 'base64');
      changed[0] = (changed[0] ?? 0) ^ 1;
      expect(decryptText(JSON.stringify({ ...parts, [name]: changed.toString('base64') }), key)).toBeNull();
    }
    // A tag that was cut to fewer bits would be easier to guess.
    const short = Buffer.from(String(parts.tag), 'base64').subarray(0, 4).toString('base64');
    expect(decryptText(JSON.stringify({ ...parts, tag: short }), key)).toBeNull();
    expect(decryptText('nonsense', key)).toBeNull();
  });
});

describe('the key of the secrets', () => {
  test('is made once, whoever comes first', async () => {
    const path = join(folder(), 'vault-key.json');
    expect(readVaultKey(path, null)).toBeNull();
    const [one, two] = await Promise.all([makeVaultKey(path, null), makeVaultKey(path, null)]);
    expect(one.key.equals(two.key)).toBe(true);
    expect(one).toMatchObject({ heldBy: 'file', key: expect.objectContaining({ length: 32 }) });
  });

  test('is sealed where the operating system can, and opens for nobody else', async () => {
    const path = join(folder(), 'vault-key.json');
    const { key } = await makeVaultKey(path, sealerOf('ann'));
    expect(readFileSync(path, 'utf8')).not.toContain(key.toString('base64'));
    expect(readVaultKey(path, sealerOf('ann'))).toMatchObject({ heldBy: 'os', key });
    for (const other of [sealerOf('bob'), null]) {
      expect(() => readVaultKey(path, other)).toThrow(expect.objectContaining({ code: 'secrets_unavailable' }));
    }
  });

  test.each([
    ['{', 'damaged'],
    ['{"version":1,"held_by":"file","key":"AAAA"}', 'damaged'],
    ['{"version":2,"held_by":"file","key":"AAAA"}', 'damaged'],
  ])('that is %s is refused with the way out', (text, message) => {
    const path = join(folder(), 'vault-key.json');
    writeFileSync(path, text, { mode: 0o600 });
    expect(() => readVaultKey(path, null)).toThrow(new RegExp(`${message}.*Remove it`));
  });
});

describe('the secret store', () => {
  test('makes no file before there is something to keep', () => {
    const path = folder();
    expect(open(path).secrets).toEqual({ keys: {}, accounts: {} });
    expect(existsSync(join(path, 'vault-key.json'))).toBe(false);
  });

  test('keeps both of two changes at once, and those of another process', async () => {
    const path = folder();
    const [one, two] = [open(path), open(path)];
    await Promise.all([
      one.update((secrets) => ({ ...secrets, keys: { ...secrets.keys, a: '1' } })),
      one.update((secrets) => ({ ...secrets, keys: { ...secrets.keys, b: '2' } })),
    ]);
    await two.update((secrets) => ({ ...secrets, keys: { ...secrets.keys, c: '3' } }));
    expect(open(path).secrets.keys).toEqual({ a: '1', b: '2', c: '3' });
  });

  test('keeps a damaged file beside when it is written anew', async () => {
    const path = folder();
    await put(open(path));
    const file = join(path, 'secrets.json');
    writeFileSync(file, 'damaged');
    const store = open(path);
    expect(store.notice()).toContain('damaged');
    expect(store.secrets.keys).toEqual({});
    await put(store, 'sk-new');
    expect([store.notice(), open(path).secrets.keys.openai]).toEqual([null, 'sk-new']);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('damaged');
  });

  test('does not use files that others can read, nor write over them', async () => {
    const path = folder();
    await put(open(path));
    chmodSync(join(path, 'vault-key.json'), 0o644);
    const store = open(path);
    expect(store.secrets.keys).toEqual({});
    expect(store.notice()).toContain('chmod 600');
    await expect(put(store)).rejects.toMatchObject({ code: 'secrets_unavailable' });
    chmodSync(join(path, 'vault-key.json'), 0o600);
    expect(open(path).secrets.keys.openai).toBe('sk-CANARY');
  });
});
