import { describe, expect, it } from 'vitest';
import { generateRecords } from '../../dev/generate-records.ts';
import { RecordRing } from '../../store/record-ring.ts';
import { knownModels, replayEstimate } from './replay-estimate.ts';

const records = generateRecords(60);
const record = records.find(({ decision }) => decision.mode === 'auto' && decision.bucket === 'mid');
if (!record) throw new Error('no record');
const { decision } = record;
const now = { model: decision.model, alpha: decision.alpha, simulated: false };

describe('the estimate of a replay', () => {
  it('is nothing for a decision alone and for the simulator', () => {
    expect(replayEstimate(record, 'route', now).usd).toBe(0);
    expect(replayEstimate(record, 'send', { ...now, simulated: true }).usd).toBe(0);
  });

  it('is that of the model which wins at the alpha, or which is named', () => {
    expect(replayEstimate(record, 'send', now).usd).toBe(decision.candidates[0]?.cost_usd);
    const cheapest = Math.min(...decision.candidates.map(({ cost }) => cost));
    const atZero = replayEstimate(record, 'send', { ...now, alpha: 0 });
    expect(atZero.why).toContain(decision.candidates.find(({ cost }) => cost === cheapest)?.model ?? '');
    const other = decision.candidates[1];
    expect(replayEstimate(record, 'send-to', { ...now, model: other?.model ?? '' }).usd).toBe(other?.cost_usd);
  });

  it('is unknown for a model without a price', () => {
    expect(replayEstimate(record, 'send-to', { ...now, model: 'x/y' }).usd).toBeNull();
  });

  it('offers candidates first, each model once', () => {
    const ring = new RecordRing();
    for (const one of records) ring.append(one);
    const models = knownModels(record, ring);
    expect(models.slice(0, decision.candidates.length)).toEqual(decision.candidates.map(({ model }) => model));
    expect(new Set(models).size).toBe(models.length);
  });
});
