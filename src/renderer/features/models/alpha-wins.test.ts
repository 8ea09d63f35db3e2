import { describe, expect, it } from 'vitest';
import { bestCandidate } from '../../../shared/alpha-score.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { ALPHA_STEPS, alphaWins, meanShare, winRange } from './alpha-wins.ts';

function ringOf(records: ReturnType<typeof generateRecords>) {
  const ring = new RecordRing();
  for (const record of records) ring.append(record);
  return ring;
}

describe('where models win', () => {
  const records = generateRecords(120).map((record) => ({ ...record, sample: false }));
  const wins = alphaWins(ringOf(records));
  const chosen = records.filter(({ decision }) => decision.mode !== 'explicit' && decision.candidates.length > 0);

  it('is what the formula of the router says, decision by decision', () => {
    expect(wins.decisions).toBe(chosen.length);
    const step = 30;
    const alpha = step / (ALPHA_STEPS - 1);
    for (const [model, { all, byBucket }] of wins.byModel) {
      const among = chosen.filter(({ decision }) => decision.candidates.some((one) => one.model === model));
      const won = among.filter(
        ({ decision }) => decision.candidates[bestCandidate(alpha, decision.candidates)]?.model === model,
      );
      expect(all.decisions).toBe(among.length);
      expect(all.shares[step]).toBeCloseTo(won.length / among.length);
      const inBuckets = Object.values(byBucket).reduce((sum, { decisions }) => sum + decisions, 0);
      expect(inBuckets).toBe(among.length);
    }
  });

  it('gives every decision to exactly one model at every alpha', () => {
    for (let step = 0; step < ALPHA_STEPS; step++) {
      const sum = [...wins.byModel.values()].reduce(
        (total, { all }) => total + (all.shares[step] as number) * all.decisions,
        0,
      );
      expect(sum).toBeCloseTo(chosen.length);
    }
  });

  it('is of real decisions, and of the sample while there is nothing else', () => {
    const sample = generateRecords(20).map((record) => ({
      ...record,
      sample: true,
      decision: { ...record.decision, id: `sample ${record.decision.id}` },
    }));
    expect(alphaWins(ringOf(sample)).decisions).toBeGreaterThan(0);
    expect(alphaWins(ringOf([...sample, ...records])).decisions).toBe(chosen.length);
    expect(alphaWins(new RecordRing())).toEqual({ byModel: new Map(), decisions: 0 });
  });
});

describe('the range of alpha', () => {
  const shares = new Float64Array(ALPHA_STEPS);
  it('is from the first to the last step with a win, with the peak', () => {
    expect(winRange({ decisions: 3, shares })).toBeNull();
    const some = Float64Array.from(shares);
    some[10] = 0.1;
    some[25] = 0.8;
    some[40] = 0.2;
    expect(winRange({ decisions: 3, shares: some })).toEqual({ from: 0.2, to: 0.8, peak: 0.8, at: 0.5 });
    expect(meanShare({ decisions: 3, shares: some })).toBeCloseTo(1.1 / ALPHA_STEPS);
  });
});
