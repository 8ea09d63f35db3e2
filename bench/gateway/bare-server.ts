/** What Node's own HTTP server does with the same traffic: reads JSON, answers JSON of a decision's length, and nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Bytes of a decision as `POST /v1/route` answers it: what our own prompts have at the median. */
const ANSWER_BYTES = 4_200;
const answer = JSON.stringify({ decision: 'x'.repeat(ANSWER_BYTES) });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
