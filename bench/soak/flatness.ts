/**
 * Whether a series is flat. The first third is warming up. Over the rest the slope is the median of the slopes of all pairs
 * (Theil and Sen: a few outliers do not move it), and what it makes of the whole time may be no more than the allowance.
 */

export interface Flatness {
  /** From the beginning of the later two thirds to their end, by the slope. In the unit of the series. */
  readonly growth: number;
  readonly allowed: number;
  readonly flat: boolean;
}

/**
 * @param values At equal distances.
 * @param slack What is always allowed.
 * @param share What is allowed of the median, if that is more.
 */
export function flatness(values: readonly number[], slack: number, share: number): Flatness {
  const later = values.slice(Math.floor(values.length / 3));
  const slopes: number[] = [];
  for (let one = 0; one < later.length; one++) {
    for (let other = one + 1; other < later.length; other++) {
      slopes.push(((later[other] as number) - (later[one] as number)) / (other - one));
    }
  }
  const growth = median(slopes) * Math.max(0, later.length - 1);
  const allowed = Math.max(slack, share * median(later));
  return { growth, allowed, flat: growth <= allowed };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return 0;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle - 1)] as number)) / 2;
}
