import { basename } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { HeimdallError } from '../../core/index.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';

/** A YAML text with what it takes to say where something is in it. */
export interface YamlDocument {
  readonly document: Document.Parsed;
  readonly value: unknown;
  /** Line of a key, or of the nearest enclosing key that is in the file; null when none is. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

/**
 * Reads a YAML text.
 *
 * @param path Only for messages.
 * @throws {HeimdallError} with the code, naming the line, when the text is not YAML.
 */
export function readYaml(text: string, path: string, code: ErrorCode): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const file = basename(path);
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new HeimdallError(code, `${file}, line ${line}, column ${col}: ${fault.message}`, {
      context: { path, line },
    });
  }
  return {
    document,
    value: toValue(document, file, path, code),
    lineOf(keys) {
      for (let length = keys.length; length > 0; length--) {
        const node = document.getIn(keys.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return null;
    },
  };
}

function toValue(document: Document.Parsed, file: string, path: string, code: ErrorCode): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    // Aliases to nowhere and alias bombs surface only here.
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeimdallError(code, `${file}: ${reason}`, { context: { path } });
  }
}
