import { HeimdallError } from '../../core/index.ts';

/**
 * The value in a JSON body.
 *
 * @param example A body as it should be, for the error.
 * @throws {HeimdallError} `request_invalid`.
 */
export function parseJson(bytes: Buffer, example: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new HeimdallError('request_invalid', `The body is not JSON, such as ${example}.`);
  }
}
