import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError, rocAuc } from './calibration.ts';

const forecasts = fc.array(
  fc.record({
    probability: fc.integer({ min: 0, max: 10 }).map((tenth) => tenth / 10),
    label: fc.constantFrom(0, 0.5, 1),
  }),
  { minLength: 2, maxLength: 30 },
);

describe('rocAuc', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(forecasts, (all) => {
        let right = 0;
        let weight = 0;
        for (const one of all) {
          for (const other of all) {
            const drawn = one.label * (1 - other.label);
            weight += drawn;
            if (one.probability > other.probability) right += drawn;
            else if (one.probability === other.probability) right += drawn / 2;
          }
        }
        // A prompt whose label is between 0 and 1 is drawn against itself, too: a tie.
        if (weight === 0) expect(rocAuc(all)).toBeNull();
        else expect(rocAuc(all)).toBeCloseTo(right / weight, 10);
      }),
    );
  });

  it('is null where there is nothing to tell apart', () => {
    expect(rocAuc([])).toBeNull();
    expect(rocAuc([{ probability: 0.3, label: 1 }])).toBeNull();
  });
});

describe('calibrationError', () => {
  it('is worked out by hand', () => {
    // Bin 3 (0.2 to 0.267): forecasts .25 twice, outcome 1/2. The last bin: forecast 1, outcome 1.
    const error = calibrationError([
      { probability: 0.25, label: 1 },
      { probability: 0.25, label: 0 },
      { probability: 1, label: 1 },
    ]);
    expect(error).toBeCloseTo((2 * 0.25) / 3, 12);
    expect(calibrationError([])).toBeNull();
  });
});
