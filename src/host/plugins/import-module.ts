import Module from 'node:module';
import { resolve } from 'node:path';

/**
 * `import()` as the runtime has it. The bundles of the app are CommonJS in which the bundler turns `import()` into
 * `require()`, which cannot load the ES modules of users; code that is compiled here escapes that.
 */
export function importModule(url: string): Promise<Record<string, unknown>> {
  importer ??= compileImporter();
  return importer(url);
}

type Importer = (url: string) => Promise<Record<string, unknown>>;
let importer: Importer | undefined;

interface CompilableModule extends Module {
  _compile(code: string, filename: string): void;
}

function compileImporter(): Importer {
  // No such file: but the runtime wants to know where the import is, as a whole path.
  const place = resolve('/heimdall-import.cjs');
  const compiled = new Module(place) as CompilableModule;
  compiled._compile('module.exports = (url) => import(url);', place);
  return compiled.exports as Importer;
}
