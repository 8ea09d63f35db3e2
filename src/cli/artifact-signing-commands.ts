import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { keyId, readPrivateKey, writeNewKey } from '../host/artifact-signing/artifact-key.ts';
import { SIGNATURE_FILE, signersOf, signManifest } from '../host/artifact-signing/artifact-signature.ts';
import { readSignedManifest } from '../host/artifact-signing/read-signed-manifest.ts';
import { writeFileAtomically } from '../host/config/write-file-atomically.ts';
import { openArtifact } from '../host/routing/load-artifact-folder.ts';
import { publicKeySchema, type TrustedKey } from '../shared/trusted-key.ts';
import { type JsonOption, print } from './print.ts';

/** `heimdall artifact verify`: whether a folder is whole, and who vouches for it. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('check every file of an artifact against its digest, its golden prompts and its signature')
    .argument('<folder>', 'with a manifest.json')
    .option('--key <public key...>', 'fail unless one of these keys has signed it: ed25519:…', parseKeys)
    .action(async (folder: string, options: JsonOption & { readonly key?: TrustedKey[] }) => {
      const trusted = options.key ?? [];
      const whole = resolve(folder);
      const { manifest, clusters } = await openArtifact(whole, { trusted });
      const signedBy = signersOf(await readSignedManifest(whole), []);
      const { artifact_version: version, created, files, thresholds } = manifest;
      const report = {
        version,
        created,
        files: files.length,
        clusters: clusters.count,
        thresholds,
        signed_by: signedBy,
      };
      const signed = signedBy.length === 0 ? 'not signed' : `signed by key ${signedBy.join(', ')}`;
      const size = `${files.length} files, ${clusters.count} clusters`;
      print(options, report, `${version} is whole: ${size}, made ${created}, ${signed}\n`);
    });
}

/** `heimdall artifact keygen`: a key pair; the private half goes into a file and nowhere else. */
export function keygenCommand(): Command {
  return new Command('keygen')
    .description('make a key to sign artifacts with; the private half is written, the public one printed')
    .argument('<file>', 'for the private key: a new file that only you may read')
    .action(async (file: string, options: JsonOption) => {
      const path = resolve(file);
      const key = await writeNewKey(path);
      const trust = `tuning:\n  trusted_keys:\n    - { name: ${keyId(key)}, key: "${key}" }\n`;
      const text = `The private key is in ${path}: keep it to yourself. Who is to trust it puts this into heimdall.yaml:\n${trust}`;
      print(options, { file: path, public_key: key, id: keyId(key) }, text);
    });
}

/** `heimdall artifact sign`: what is signed was verified before, so that nobody vouches for what is broken. */
export function signCommand(): Command {
  return new Command('sign')
    .description('verify an artifact and sign its manifest, and with it every file')
    .argument('<folder>', 'with a manifest.json')
    .requiredOption('--key <file>', 'private key of `heimdall artifact keygen`')
    .action(async (folder: string, options: JsonOption & { readonly key: string }) => {
      const key = readPrivateKey(resolve(options.key));
      const whole = resolve(folder);
      const { version } = await openArtifact(whole);
      const signed = await readSignedManifest(whole);
      const signatures = signManifest(signed, key);
      const file = join(whole, SIGNATURE_FILE);
      await writeFileAtomically(file, signatures);
      const by = signersOf({ ...signed, signatures: Buffer.from(signatures) }, []);
      print(options, { version, file, signed_by: by }, `${version} is signed by key ${by.join(', ')}: ${file}\n`);
    });
}

/** Called for each key, with those before it. */
function parseKeys(text: string, before: readonly TrustedKey[] = []): TrustedKey[] {
  const parsed = publicKeySchema.safeParse(text);
  if (parsed.success) return [...before, { name: `key ${keyId(parsed.data)}`, key: parsed.data }];
  throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? '');
}
