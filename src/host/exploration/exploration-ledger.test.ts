import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingLogger, temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { seededRandom } from '../../core/index.ts';
import { ExplorationLedger } from './exploration-ledger.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 23, 12);

function opened(path = join(temporaryFolder(), 'exploration.json'), clock = { now: START }) {
  const logger = recordingLogger();
  return { path, clock, logger, ledger: new ExplorationLedger({ path, now: () => clock.now, logger }) };
}

describe('ExplorationLedger', () => {
  it('never lets through more than the share or the money of a day, whatever comes, over restarts too', async () => {
    const uniform = seededRandom(5);
    for (let run = 0; run < 12; run++) {
      const limits = { share: uniform(), max_extra_usd_per_day: uniform() * 0.02 };
      let at = opened();
      let counts = { requests: 0, explored: 0, usd: 0 };
      for (let request = 0; request < 400; request++) {
        if (uniform() < 0.01) {
          await at.ledger.close();
          at = opened(at.path, at.clock);
        }
        if (uniform() < 0.005) {
          at.clock.now += DAY;
          counts = { requests: 0, explored: 0, usd: 0 };
        }
        counts.requests++;
        const extraUsd = uniform() < 0.3 ? 0 : uniform() * 0.004;
        if (!at.ledger.admit(limits) || uniform() < 0.2 || !at.ledger.spend(extraUsd, limits)) continue;
        counts.explored++;
        counts.usd += extraUsd;
        expect(counts.explored).toBeLessThanOrEqual(limits.share * counts.requests);
        expect(counts.usd).toBeLessThanOrEqual(limits.max_extra_usd_per_day + 1e-12);
      }
      const { today } = at.ledger.books;
      expect(today).toMatchObject({ requests: counts.requests, explored: counts.explored });
      expect(today.extra_usd).toBeCloseTo(counts.usd, 12);
      await at.ledger.close();
    }
  });

  it('explores nothing where nothing is allowed', () => {
    const { ledger } = opened();
    for (let request = 0; request < 20; request++) {
      expect(ledger.admit({ share: 0, max_extra_usd_per_day: 1 })).toBe(false);
    }
    expect(ledger.spend(0.01, { share: 1, max_extra_usd_per_day: 0 })).toBe(false);
    expect(ledger.spend(0, { share: 1, max_extra_usd_per_day: 0 })).toBe(true);
  });

  it('keeps the sum of all days, and begins no day anew when the clock is set back', async () => {
    const at = opened();
    const limits = { share: 1, max_extra_usd_per_day: 1 };
    at.ledger.admit(limits);
    at.ledger.spend(0.75, limits);
    at.clock.now -= 3 * DAY;
    expect(at.ledger.spend(0.5, limits)).toBe(false);
    at.clock.now += 4 * DAY;
    expect(at.ledger.spend(0.5, limits)).toBe(true);
    await at.ledger.close();
    expect(opened(at.path, at.clock).ledger.books).toEqual({
      today: { day: '2026-11-24', requests: 0, explored: 1, extra_usd: 0.5 },
      total: { since_ms: START, explored: 2, extra_usd: 1.25 },
    });
  });

  it('begins anew from a file that is damaged, and says so', () => {
    const path = join(temporaryFolder(), 'exploration.json');
    writeFileSync(path, '{"today":');
    const { ledger, logger } = opened(path);
    expect(ledger.books.total.explored).toBe(0);
    expect(logger.lines.some(({ message }) => message.includes('books of exploration cannot be read'))).toBe(true);
  });
});
