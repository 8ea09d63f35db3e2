/** How well a probability says what comes: rank and calibration against soft labels in 0..1. */

/** A forecast with what came of it; `label` may be a share of tries. */
export interface Forecast {
  readonly probability: number;
  readonly label: number;
}

/**
 * Area under the ROC curve with soft labels: the chance that a prompt drawn by its label is ranked above one drawn by
 * one minus its label; ties count half. Null where all labels agree.
 */
export function rocAuc(forecasts: readonly Forecast[]): number | null {
  const ranked = [...forecasts].sort((one, other) => one.probability - other.probability);
  const positives = ranked.reduce((sum, { label }) => sum + label, 0);
  const negatives = ranked.length - positives;
  if (positives <= 0 || negatives <= 0) return null;
  let below = 0;
  let area = 0;
  for (let start = 0; start < ranked.length; ) {
    let end = start;
    let positive = 0;
    while (end < ranked.length && ranked[end]?.probability === ranked[start]?.probability) {
      positive += (ranked[end] as Forecast).label;
      end++;
    }
    const negative = end - start - positive;
    area += positive * (below + negative / 2);
    below += negative;
    start = end;
  }
  return area / (positives * negatives);
}

/** Bins of the calibration error: as in training/heimdall_training/routing_metrics.py. */
const BINS = 15;

/**
 * Expected calibration error: the mean distance between forecast and outcome over 15 bins of equal width, by their
 * numbers of forecasts (Naeini et al., AAAI 2015; Guo et al., arXiv 1706.04599, §2). Null for no forecasts.
 */
export function calibrationError(forecasts: readonly Forecast[]): number | null {
  if (forecasts.length === 0) return null;
  const gaps = new Float64Array(BINS);
  for (const { probability, label } of forecasts) {
    const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
    gaps[bin] = (gaps[bin] as number) + probability - label;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / forecasts.length;
}
