/** Version of this build, from `git describe`; filled in by the bundler (scripts/version.mjs). */
declare const __HEIMDALL_VERSION__: string;
