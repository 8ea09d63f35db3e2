import { describe, expect, it } from 'vitest';
import {
  formatCost,
  formatCostCell,
  formatCostDelta,
  formatCount,
  formatDateTime,
  formatDuration,
  formatOverheadCell,
  formatPercent,
  formatRelativeChange,
  formatScore,
  formatSigned,
  formatTime,
  formatUnit,
  UNKNOWN,
} from './units.ts';

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.0042, '4.2 µs'],
    [0.412, '412 µs'],
    [0.9997, '1.00 ms'],
    [1.21, '1.21 ms'],
    [9.996, '10.0 ms'],
    [84.2, '84.2 ms'],
    [99.96, '100 ms'],
    [842, '842 ms'],
    [999.7, '1.00 s'],
    [2_310, '2.31 s'],
    [59_998, '1 m 0 s'],
    [72_000, '1 m 12 s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes unknown as a dash and the overhead column always in ms', () => {
    expect(formatDuration(null)).toBe(UNKNOWN);
    expect(formatOverheadCell(0.31)).toBe('0.31');
    expect(formatOverheadCell(null)).toBe(UNKNOWN);
  });
});

describe('dollars', () => {
  it.each([
    [0, '$0'],
    [0.00041, '$0.00041'],
    [0.0031, '$0.0031'],
    [0.0000012345, '$0.00000123'],
    [0.41271, '$0.413'],
    [0.9999, '$1.00'],
    [1.9312, '$1.93'],
    [1_234.5, '$1,234.50'],
    [-0.0031, '−$0.0031'],
  ])('writes %d as %s in prose', (usd, text) => {
    expect(formatCost(usd)).toBe(text);
  });

  it('never shows a non-zero cost as zero in the list', () => {
    expect(formatCostCell(0)).toBe('$0');
    expect(formatCostCell(0.00031)).toBe('$0.00031');
    expect(formatCostCell(0.0000004)).toBe('$4e-7');
    expect(formatCostCell(null)).toBe(UNKNOWN);
  });

  it('signs differences', () => {
    expect(formatCostDelta(0.0031)).toBe('+$0.0031');
    expect(formatCostDelta(-0.0031)).toBe('−$0.0031');
    expect(formatCostDelta(0)).toBe('$0');
  });
});

describe('shares and scores', () => {
  it('drops the leading zero of probabilities, alpha and scores', () => {
    expect(formatUnit(0.714)).toBe('.71');
    expect(formatUnit(1)).toBe('1.00');
    expect(formatUnit(0)).toBe('.00');
    expect(formatScore(-0.06)).toBe('−.060');
    expect(formatScore(-0.0001)).toBe('.000');
    expect(formatSigned(0.492)).toBe('+.492');
    expect(formatSigned(-0.06)).toBe('−.060');
    expect(formatSigned(-0.0001)).toBe('.000');
  });

  it('writes percentages with one decimal and changes with an arrow', () => {
    expect(formatPercent(0.372)).toBe('37.2%');
    expect(formatPercent(null)).toBe(UNKNOWN);
    expect(formatRelativeChange(2.11, 1.38)).toBe('▼ 34.6%');
    expect(formatRelativeChange(1, 1)).toBe('no change');
    expect(formatRelativeChange(0, 1)).toBe(UNKNOWN);
  });

  it('groups counts', () => {
    expect(formatCount(41_207)).toBe('41,207');
  });
});

it('writes local time with milliseconds, and with its day to the second', () => {
  const noon = new Date(2026, 0, 2, 12, 4, 7, 120).getTime();
  expect(formatTime(noon)).toBe('12:04:07.120');
  expect(formatDateTime(noon)).toBe('2026-01-02 12:04:07');
});
