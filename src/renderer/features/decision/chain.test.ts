import { expect, it } from 'vitest';
import { generateRecord } from '../../dev/generate-records.ts';
import { decisionChain } from './chain.ts';

it('names what stopped the attempts and what was not carried, and nothing when all went well', () => {
  const record = generateRecord({ seq: 1, alpha: 0.6 });
  const steps = (outcome: Partial<typeof record.outcome>) =>
    decisionChain({ ...record, outcome: { ...record.outcome, ...outcome } }).map(
      ({ label, value }) => `${label}: ${value}`,
    );
  expect(steps({}).join()).not.toMatch(/stopped by|not carried/);
  expect(steps({ stopped_by: 'retry_budget' })).toContain('stopped by: retry budget');
  expect(steps({ stopped_by: 'total_timeout', dropped: ['seed', 'top_k'] })).toEqual(
    expect.arrayContaining(['stopped by: total time-out', 'not carried: seed, top_k']),
  );
});
