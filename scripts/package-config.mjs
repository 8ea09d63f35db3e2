/** How electron-builder packs the desktop app (https://www.electron.build/configuration). */

/** Electron's first version with this fuse; an older binary has no place for it. */
const FILE_PRIVILEGES_FUSE_SINCE = 29;

/** onnxruntime's folders are named by Node's names of a platform; so are the packages of libsql and sharp. */
const PLATFORMS = ['darwin', 'linux', 'win32'];
const ARCHITECTURES = ['arm64', 'x64'];

/**
 * What a started app may still be told to do. Each is a bit in the binary (https://www.electronjs.org/docs/latest/tutorial/fuses).
 *
 * @param {{ version: string, platform: NodeJS.Platform }} electron
 */
export function fusesFor({ version, platform }) {
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
export function leftOut({ platform, arch }) {
  const others = PLATFORMS.flatMap((os) => ARCHITECTURES.map((cpu) => [os, cpu])).filter(
    ([os, cpu]) => os !== platform || cpu !== arch,
  );
  return [
    ...others.map(([os, cpu]) => `!node_modules/onnxruntime-node/bin/napi-v6/${os}/${cpu}/**`),
    ...others.flatMap(([os, cpu]) => [
      `!node_modules/@libsql/${os}-${cpu}*/**`,
      `!node_modules/@img/sharp-*${os}-${cpu}/**`,
    ]),
    // Electron is linked to glibc.
    '!node_modules/@libsql/*-musl*/**',
    '!node_modules/@img/sharp-*linuxmusl-*/**',
    '!node_modules/@img/sharp-*wasm32/**',
    // transformers.js runs on onnxruntime-node here; this is what it takes in browsers.
    '!node_modules/onnxruntime-web/**',
    '!node_modules/@xenova/transformers/{src,types}/**',
    '!node_modules/@xenova/transformers/dist/!(transformers.node.cjs)',
    '!node_modules/onnxruntime-node/{lib,script}/**',
    // The main process is CommonJS.
    '!node_modules/@opentelemetry/*/build/{esm,esnext}/**',
    '!node_modules/@types/**',
    '!**/*.{ts,mts,cts,map}',
  ];
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
    files: ['package.json', 'out/{main,preload,renderer}/**', ...leftOut({ platform, arch })],
    // Beside the archive: threads and native code read them by path. A digest of each is checked before use.
    extraResources: ['artifacts', { from: 'LICENSE', to: 'LICENSE.heimdall.txt' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills it in.
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    electronLanguages: ['en-US'],
    publish: null,
    mac: { target: ['dmg', 'zip'], category: 'public.app-category.developer-tools', hardenedRuntime: true },
    win: { target: ['nsis'] },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    linux: {
      target: ['deb', 'AppImage'],
      executableName: 'heimdall',
      category: 'Development',
      synopsis: 'See, understand and tune how an LLM router chooses models',
      maintainer: 'Heimdall',
    },
  };
}
