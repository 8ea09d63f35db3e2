/** What one request costs: the only place where tokens become dollars. */

/** Prices in dollars per million tokens. What is absent or null costs what the line above it says. */
export interface TokenPrices {
  readonly inputUsdPerMtok: number;
  /** Answer and reasoning. */
  readonly outputUsdPerMtok: number;
  /** Input read from the provider's prompt cache; else the price of input. */
  readonly cacheReadUsdPerMtok?: number | null;
  /** Input written to it (Anthropic: for five minutes); else the price of input. */
  readonly cacheWriteUsdPerMtok?: number | null;
  /** Input written to it for an hour; else twice the price of input, which is Anthropic's rule. */
  readonly cacheWrite1hUsdPerMtok?: number | null;
  /** Reasoning, where it is not priced like the rest of the output. */
  readonly reasoningUsdPerMtok?: number | null;
}

/** Other prices for long prompts. */
export interface PriceTier extends TokenPrices {
  /** In force for prompts of more tokens than this. */
  readonly aboveInputTokens: number;
}

/**
 * The price of a model. The tier with the highest threshold that the prompt exceeds prices the whole request, the
 * tokens below the threshold too: so do Google (ai.google.dev/gemini-api/docs/pricing, "prompts > 200k"), Anthropic
 * (platform.claude.com/docs/en/about-claude/pricing, "Long context pricing") and OpenAI (prompts over 272k).
 */
export interface ModelPrice extends TokenPrices {
  readonly tiers?: readonly PriceTier[];
}

/** Tokens as billed. */
export interface BilledUsage {
  /** All of the prompt: what was read from and written to a cache included. */
  readonly inputTokens: number;
  /** All of the answer: reasoning included. */
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  /** The part of `cacheWriteTokens` that was written for an hour. */
  readonly cacheWrite1hTokens?: number;
  readonly reasoningTokens?: number;
}

/** Anthropic bills a write for an hour at twice the price of input (docs, "Prompt caching", pricing). */
const ONE_HOUR_WRITE_FACTOR = 2;

/** The prices in force for a prompt of so many tokens. */
export function pricesFor(price: ModelPrice, inputTokens: number): TokenPrices {
  if (price.tiers === undefined) return price;
  let prices: TokenPrices = price;
  let threshold = -1;
  for (const tier of price.tiers) {
    if (inputTokens <= tier.aboveInputTokens || tier.aboveInputTokens <= threshold) continue;
    threshold = tier.aboveInputTokens;
    prices = tier;
  }
  return prices;
}

/**
 * Dollars for a request, exact while prices have at most six decimals and the sum is under $1,000: a price per million
 * tokens times tokens is in micro-dollars, and rounding to a millionth of one takes off what binary fractions added.
 *
 * @returns null when the model is unpriced: unknown is never free.
 */
export function requestCost(price: ModelPrice | null, usage: BilledUsage): number | null {
  if (price === null) return null;
  const prices = pricesFor(price, usage.inputTokens);
  const { inputUsdPerMtok: input, outputUsdPerMtok: output } = prices;
  const { cacheReadTokens: read = 0, cacheWriteTokens: written = 0, cacheWrite1hTokens: hour = 0 } = usage;
  const { reasoningTokens: reasoning = 0 } = usage;
  const micros =
    Math.max(0, usage.inputTokens - read - written) * input +
    usage.outputTokens * output +
    read * (prices.cacheReadUsdPerMtok ?? input) +
    Math.max(0, written - hour) * (prices.cacheWriteUsdPerMtok ?? input) +
    hour * (prices.cacheWrite1hUsdPerMtok ?? ONE_HOUR_WRITE_FACTOR * input) +
    reasoning * ((prices.reasoningUsdPerMtok ?? output) - output);
  return inDollars(micros);
}

/**
 * Dollars for a prompt and its answer when nothing is read from a cache: what `requestCost` says of these two, for the
 * scorer, which asks for every candidate of every request.
 *
 * @returns null when the model is unpriced.
 */
export function plainCost(price: ModelPrice | null, inputTokens: number, outputTokens: number): number | null {
  if (price === null) return null;
  const { inputUsdPerMtok, outputUsdPerMtok } = pricesFor(price, inputTokens);
  return inDollars(inputTokens * inputUsdPerMtok + outputTokens * outputUsdPerMtok);
}

function inDollars(micros: number): number {
  return Math.round(micros * 1e6) / 1e12;
}
