/** Keys of those who make artifacts, and artifacts that they signed. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicKeyText } from '../../src/host/artifact-signing/artifact-key.ts';
import { signManifest } from '../../src/host/artifact-signing/artifact-signature.ts';

export function artifactSigner(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    /** As `tuning.trusted_keys` has it. */
    trusted: { name, key: publicKeyText(publicKey) },
    /** Signs a folder as it is now. */
    sign(folder: string): string {
      const manifest = readFileSync(join(folder, 'manifest.json'));
      writeFileSync(join(folder, 'manifest.sig'), signManifest({ manifest, signatures: null }, privateKey));
      return folder;
    },
  };
}
