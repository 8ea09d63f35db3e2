import { expect, it } from 'vitest';
import { ERROR_CODES, ERROR_TYPES } from './error-codes.ts';

it('is what docs/errors.md says (vitest -u writes it)', async () => {
  const lines = [
    '# Errors',
    '',
    'Every failure has a stable code. Branch on the code; the message is for people, names the field and says what to do.',
    'At the endpoint a code becomes the `error.code` of the caller’s dialect, with the matching HTTP status.',
    'This page is written from `src/shared/error-codes.ts`.',
  ];
  for (const type of ERROR_TYPES) {
    lines.push('', `## ${type}`, '', '| code | meaning |', '|---|---|');
    for (const [code, entry] of Object.entries(ERROR_CODES)) {
      if (entry.type === type) lines.push(`| \`${code}\` | ${entry.meaning} |`);
    }
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../docs/errors.md');
});
