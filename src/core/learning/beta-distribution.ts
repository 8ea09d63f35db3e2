/** The Beta distribution: what is believed of a share, after `a` parts for it and `b` parts against it. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

export function betaMean({ a, b }: Beta): number {
  return a / (a + b);
}

export function betaVariance({ a, b }: Beta): number {
  return (a * b) / ((a + b) ** 2 * (a + b + 1));
}

/**
 * One draw, as the ratio of two Gamma draws. Nothing for it draws 0, nothing against it 1.
 *
 * @param uniform Numbers in [0, 1).
 */
export function drawBeta({ a, b }: Beta, uniform: () => number): number {
  if (a <= 0) return 0;
  if (b <= 0) return 1;
  const one = drawGamma(a, uniform);
  const other = drawGamma(b, uniform);
  return one + other === 0 ? betaMean({ a, b }) : one / (one + other);
}

/** Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, ACM TOMS 26 (2000); below 1 by their section 6. */
function drawGamma(shape: number, uniform: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, uniform) * (1 - uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(uniform);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - uniform()) < (x * x) / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Box and Muller (1958). */
function drawNormal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Halvings of [0, 1]: more than a double can tell apart. */
const HALVINGS = 60;

/** The value below which a share `p` of the distribution is. */
export function betaQuantile(beta: Beta, p: number): number {
  if (beta.a <= 0) return 0;
  if (beta.b <= 0) return 1;
  let low = 0;
  let high = 1;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (betaCdf(beta, middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function I_x(a, b): NIST Digital Library of Mathematical Functions, 8.17.22. */
export function betaCdf({ a, b }: Beta, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction converges fast on the nearer side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf({ a: b, b: a }, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return (front / a) * continuedFraction(a, b, x);
}

const MAX_TERMS = 1_000;
const TINY = 1e-300;
const PRECISION = 1e-15;

/** By Lentz's method (Thompson and Barnett, J. Comput. Phys. 64, 1986). */
function continuedFraction(a: number, b: number, x: number): number {
  const notZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return fraction;
}

/** Where Stirling's series is good to the last digits. */
const STIRLING_FROM = 15;

/** ln Γ(x) for x > 0: Stirling's series, DLMF 5.11.1, after the recurrence has brought x far enough. */
function logGamma(x: number): number {
  if (x < STIRLING_FROM) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
