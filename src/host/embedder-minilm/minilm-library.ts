import { createRequire } from 'node:module';
import { HeimdallError } from '../../core/index.ts';

/**
 * Where transformers.js is, which runs MiniLM. An installation from npm leaves it out until somebody wants it.
 *
 * @throws {HeimdallError} `artifact_missing`, with how to install it.
 */
export function minilmLibrary(): string {
  try {
    return createRequire(import.meta.url).resolve('@xenova/transformers');
  } catch (error) {
    const message =
      'MiniLM needs transformers.js, which is not installed. Install it beside Heimdall: ' +
      'npm install @xenova/transformers@npm:@huggingface/transformers@4.3.1 (docs/packaging.md)';
    throw new HeimdallError('artifact_missing', message, { cause: error });
  }
}
