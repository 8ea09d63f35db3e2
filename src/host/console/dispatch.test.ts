import { describe, expect, test } from 'vitest';
import { recordingLogger } from '../../../test/integration/host-fixtures.ts';
import { HeimdallError } from '../../core/index.ts';
import type { ConsoleService } from '../../shared/console-contract.ts';
import { dispatchConsoleRequest } from './dispatch.ts';

const service = (answer: (name: string, input: unknown) => unknown): ConsoleService => ({
  request: async (name, input) => answer(name, input) as never,
  subscribe: () => () => {},
  attach: () => () => {},
});
const tuning = {
  alpha: 0.5,
  thresholds: { cheap: 0.6, hard: 0.5 },
  penalties: { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 },
  profile: null,
  artifact_version: '1',
};

describe('dispatch', () => {
  test('fills in defaults and takes null for no input', async () => {
    const seen: unknown[] = [];
    const spy = service((name, input) => {
      seen.push([name, input]);
      return name === 'tuning.get' ? tuning : { records: [], total: 0, last_seq: 0, next_before_seq: null };
    });
    expect(await dispatchConsoleRequest(spy, 'tuning.get', null)).toEqual({ ok: true, value: tuning });
    expect(await dispatchConsoleRequest(spy, 'decisions.page', {})).toMatchObject({ ok: true });
    expect(seen).toEqual([
      ['tuning.get', undefined],
      ['decisions.page', { limit: 500 }],
    ]);
  });

  test.each(['nothing.here', '__proto__', 'constructor', 'toString', ''])('does not know %j', async (name) => {
    const result = await dispatchConsoleRequest(
      service(() => tuning),
      name,
      undefined,
    );
    expect(result).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });

  test('names what is wrong with the input', async () => {
    const result = await dispatchConsoleRequest(
      service(() => tuning),
      'tuning.apply',
      { alpha: 2 },
    );
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'request_invalid', message: expect.stringMatching(/^tuning\.apply: alpha: /) },
    });
    const noObject = await dispatchConsoleRequest(
      service(() => tuning),
      'tuning.apply',
      7,
    );
    expect(noObject).toMatchObject({ ok: false, error: { code: 'request_invalid' } });
  });

  test('lets nothing out that the contract does not name', async () => {
    const leaky = service(() => ({ ...tuning, apiKey: 'sk-CANARY' }));
    expect(JSON.stringify(await dispatchConsoleRequest(leaky, 'tuning.get', undefined))).not.toContain('CANARY');
    const logger = recordingLogger();
    const wrong = service(() => ({ alpha: 'x' }));
    expect(await dispatchConsoleRequest(wrong, 'tuning.get', undefined, logger)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
    expect(logger.lines).toHaveLength(1);
  });

  test('maps errors to code and message, and hides what a bug says', async () => {
    const missing = service(() => {
      throw new HeimdallError('not_found', 'Gone.');
    });
    expect(await dispatchConsoleRequest(missing, 'tuning.get', undefined)).toEqual({
      ok: false,
      error: { code: 'not_found', message: 'Gone.' },
    });
    const bug = service(() => {
      throw new Error('secret detail');
    });
    const result = await dispatchConsoleRequest(bug, 'tuning.get', undefined);
    expect(JSON.stringify(result)).not.toContain('secret detail');
  });
});
