import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readError } from '../dialects/gemini/gemini-error.ts';
import { judgeError } from './upstream-error.ts';

const prepared = {
  host: 'google.example',
  dialect: { name: 'gemini', readError },
  passThrough: true,
  credential: { secret: 'AIza-CANARY', source: 'env GEMINI_API_KEY', remedy: 'Replace it.' },
} as unknown as Parameters<typeof judgeError>[0];

const google = (code: number, message: string, reason: string) =>
  judgeError(prepared, {
    status: code,
    headers: {},
    body: Readable.from([
      Buffer.from(
        JSON.stringify({
          error: { code, message, details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }] },
        }),
      ),
    ]),
  });

it('takes the 400 of a key that Google does not know for a refused credential, so that others are asked', async () => {
  const judged = await google(400, 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID');
  expect(judged).toMatchObject({ kind: 'failed', error: { code: 'auth_rejected' } });
});

it.each([
  [400, 'The field contents is missing.', 'BAD_FIELD'],
  [403, 'This model is not for your project.', 'PERMISSION_DENIED'],
])('leaves a %d about the request with its caller', async (code, message, reason) => {
  expect(await google(code, message, reason)).toMatchObject({ kind: 'refused', status: code });
});
