import { betaQuantile, posteriorBeta } from '../../core/index.ts';

const LEFT_OUT = 0.05;

/** The central 95 % of what is believed of a model's quality in a cluster. */
export function credibleInterval(prior: number, evidence: Parameters<typeof posteriorBeta>[1]): [number, number] {
  const beta = posteriorBeta(prior, evidence);
  return [betaQuantile(beta, LEFT_OUT / 2), betaQuantile(beta, 1 - LEFT_OUT / 2)];
}
