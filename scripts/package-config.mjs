/** How electron-builder packs the desktop app (https://www.electron.build/configuration). */
import { desktopDependencies } from './shipped-packages.mjs';

/** Electron's first version with this fuse; an older binary has no place for it. */
const FILE_PRIVILEGES_FUSE_SINCE = 29;

/** Packages of native code are named by Node's names of a platform. */
const PLATFORMS = ['darwin', 'linux', 'win32'];
const ARCHITECTURES = ['arm64', 'x64'];

/**
 * What a started app may still be told to do. Each is a bit in the binary (https://www.electronjs.org/docs/latest/tutorial/fuses).
 *
 * @param {{ version: string, platform: NodeJS.Platform }} electron
 */
function fusesFor({ version, platform }) {
  const major = Number(version.split('.')[0]);
  return {
    // Another program of the user must not get our name, our permissions and our key ring by starting us as Node.
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    onlyLoadAppFromAsar: true,
    // Electron checks the archive on macOS and Windows; on Linux the bit means nothing.
    enableEmbeddedAsarIntegrityValidation: platform !== 'linux',
    loadBrowserProcessSpecificV8Snapshot: false,
    // The console comes by a scheme of its own, never by file://.
    ...(major >= FILE_PRIVILEGES_FUSE_SINCE ? { grantFileProtocolExtraPrivileges: false } : {}),
  };
}

/**
 * Patterns of files in node_modules that the app never reads on this platform.
 *
 * @param {{ platform: NodeJS.Platform, arch: string }} target
 */
function leftOut({ platform, arch }) {
  const others = PLATFORMS.flatMap((os) => ARCHITECTURES.map((cpu) => [os, cpu])).filter(
    ([os, cpu]) => os !== platform || cpu !== arch,
  );
  return [
    ...others.flatMap(([os, cpu]) => [
      `!node_modules/@libsql/${os}-${cpu}*/**`,
      `!node_modules/@img/sharp-*${os}-${cpu}/**`,
    ]),
    // Electron is linked to glibc.
    '!node_modules/@libsql/*-musl*/**',
    '!node_modules/@img/sharp-*linuxmusl-*/**',
    '!node_modules/@img/sharp-*wasm32/**',
    // The main process is CommonJS.
    '!node_modules/@opentelemetry/*/build/{esm,esnext}/**',
    '!node_modules/@types/**',
    '!**/*.{ts,mts,cts,map}',
  ];
}

/** What MiniLM runs on, which is no dependency of the npm package: of each folder what is loaded on this platform. */
function minilmFiles({ platform, arch }) {
  const parts = {
    '@xenova/transformers': ['dist/transformers.node.cjs'],
    'onnxruntime-common': ['dist/cjs/**'],
    'onnxruntime-node': ['dist/**', `bin/napi-v6/${platform}/${arch}/**`],
  };
  return desktopDependencies.map((name) => ({
    from: `node_modules/${name}`,
    to: `node_modules/${name}`,
    filter: ['package.json', 'LICENSE*', ...parts[name], '!**/*.{ts,map}'],
  }));
}

/**
 * @param {object} given
 * @param {{ folder: string, version: string }} given.electron the distribution that is packed
 * @param {NodeJS.Platform} given.platform
 * @param {string} given.arch
 * @param {string} given.output folder
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfig({ electron, platform, arch, output }) {
  return {
    appId: 'dev.heimdall.console',
    productName: 'Heimdall',
    electronDist: electron.folder,
    electronVersion: electron.version,
    electronFuses: fusesFor({ version: electron.version, platform }),
    directories: { output, buildResources: 'packaging' },
    // Every native module is prebuilt with Node-API, which holds across Node and Electron.
    npmRebuild: false,
    asar: true,
    // A native library is loaded by the system, which cannot look into an archive.
    asarUnpack: ['**/*.{node,dll,dylib,so,so.*}', '**/@img/sharp-libvips-*/**'],
    files: [
      'package.json',
      'out/{main,preload,renderer}/**',
      ...leftOut({ platform, arch }),
      ...minilmFiles({ platform, arch }),
    ],
    // Beside the archive: threads and native code read them by path. A digest of each is checked before use.
    extraResources: ['artifacts', { from: 'LICENSE', to: 'LICENSE.heimdall.txt' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills it in.
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    electronLanguages: ['en-US'],
    publish: null,
    mac: { target: ['dmg', 'zip'], category: 'public.app-category.developer-tools', hardenedRuntime: true },
    win: { target: ['nsis'] },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    // By this name a desktop knows which windows are ours.
    extraMetadata: { desktopName: 'heimdall.desktop' },
    linux: {
      syncDesktopName: true,
      // The .deb is made by scripts/package-deb.mjs.
      target: ['AppImage'],
      executableName: 'heimdall',
      category: 'Development',
      synopsis: 'See, understand and tune how an LLM router chooses models',
    },
  };
}
