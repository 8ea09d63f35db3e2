/** What a token costs; null prices are unknown, never free. */
export interface TokenPrice {
  readonly inputUsdPerMtok: number;
  readonly outputUsdPerMtok: number;
}

/**
 * Dollars for a request.
 *
 * @returns null when the price is unknown.
 */
export function costUsd(price: TokenPrice | null, inputTokens: number, outputTokens: number): number | null {
  if (price === null) return null;
  return (inputTokens * price.inputUsdPerMtok + outputTokens * price.outputUsdPerMtok) / 1_000_000;
}
