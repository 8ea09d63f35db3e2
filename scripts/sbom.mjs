/**
 * Software bills of materials in CycloneDX: what npm writes of the lock file, cut down to what really ships, and with
 * what npm does not know of.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { shippedPackages } from './shipped-packages.mjs';

/** @typedef {{ name: string, version: string }} Package by the name of its folder in node_modules */

/**
 * The bill of the desktop app.
 *
 * @param {readonly Package[]} packed what is in its archive
 * @param {{ version: string }} electron
 */
export function sbomOfApp(packed, electron) {
  const bundled = shippedPackages(readLock()).filter(({ where }) => where === 'console');
  const bill = cutDown(npmBill(), [...packed, ...bundled], 'application');
  bill.components.push(electronComponent(electron.version), minilm);
  return bill;
}

/** The bill of the npm package: what an installation brings on any platform, and what is in its bundles. */
export function sbomOfNpmPackage() {
  const shipped = shippedPackages(readLock()).filter(({ where }) => where !== 'desktop');
  const bill = cutDown(npmBill(), shipped, 'application');
  bill.components.push(minilm);
  return bill;
}

/** The one part of artifacts/ that is not ours (artifacts/NOTICE.md). */
const minilm = {
  'bom-ref': 'all-MiniLM-L6-v2',
  type: 'machine-learning-model',
  name: 'all-MiniLM-L6-v2',
  scope: 'required',
  purl: 'pkg:huggingface/sentence-transformers/all-MiniLM-L6-v2',
  licenses: [{ license: { id: 'Apache-2.0' } }],
};

/**
 * @param {object} bill as `npm sbom` writes it
 * @param {readonly Package[]} shipped
 * @param {string} type of the whole, in CycloneDX's words
 * @throws when a package that ships is not in the bill
 */
export function cutDown(bill, shipped, type) {
  const wanted = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
  const components = bill.components.filter(({ name, version }) => wanted.has(`${name}@${version}`));
  const found = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const missing = [...wanted].filter((key) => !found.has(key));
  if (missing.length > 0) throw new Error(`npm's bill of materials lacks ${missing.join(', ')}.`);
  const whole = { ...bill.metadata.component, type, name: 'heimdall' };
  const refs = new Set([whole, ...components].map((component) => component['bom-ref']));
  return {
    ...bill,
    metadata: { ...bill.metadata, component: whole },
    components: components.map(asShipped),
    dependencies: bill.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) })),
  };
}

/** To npm a bundled package is one for development; an alias goes by its real name, which scanners look for. */
function asShipped(component) {
  const [, name] = /^pkg:npm\/(.+)@[^@]+$/.exec(component.purl) ?? [];
  return {
    ...component,
    name: name === undefined ? component.name : decodeURIComponent(name),
    scope: 'required',
    properties: component.properties.filter((property) => property.name !== 'cdx:npm:package:development'),
  };
}

function electronComponent(version) {
  return {
    'bom-ref': `electron@${version}`,
    type: 'framework',
    name: 'electron',
    version,
    scope: 'required',
    purl: `pkg:github/electron/electron@v${version}`,
    licenses: [{ license: { id: 'MIT' } }],
  };
}

function npmBill() {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const text = execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  return JSON.parse(text);
}

function readLock() {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
}
