import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as send } from 'node:http';
import { HeimdallError } from '../../core/index.ts';

/** Headers that are about one connection. */
const OF_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection', 'te', 'trailer'];

/**
 * Hands a request on to the process behind a socket of this machine and its answer back, byte for byte and as they come.
 *
 * @throws {HeimdallError} `unavailable` when that process is not there and nothing was answered yet.
 */
export function forwardRequest(socketPath: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const { method, url } = request;
    const onward = send({ socketPath, method, path: url, headers: ownHeaders(request.headers), agent: false });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, ownHeaders(answer.headers));
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    onward.on('error', (cause) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        resolve();
      } else {
        reject(new HeimdallError('unavailable', 'Heimdall is about to start or to stop: try again.', { cause }));
      }
    });
    response.on('close', () => {
      onward.destroy();
      resolve();
    });
    request.pipe(onward);
  });
}

function ownHeaders(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const own: OutgoingHttpHeaders = { ...headers };
  for (const name of OF_CONNECTION) delete own[name];
  return own;
}
