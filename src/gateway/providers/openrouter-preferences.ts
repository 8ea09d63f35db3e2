import type { Settings } from '../../shared/settings-schema.ts';

/**
 * The `provider` object of a request to OpenRouter: which of its hosts may answer, and in which order it asks them.
 *
 * @returns Null when nothing is configured that differs from what OpenRouter does by itself.
 */
export function openRouterPreferences({
  sort,
  max_price,
  ignore,
  allow_fallbacks,
  data_collection,
}: Settings['router']['openrouter']): Readonly<Record<string, unknown>> | null {
  const preferences = {
    ...(sort === null ? {} : { sort }),
    ...(max_price === null || Object.keys(max_price).length === 0 ? {} : { max_price }),
    ...(ignore.length === 0 ? {} : { ignore }),
    ...(allow_fallbacks ? {} : { allow_fallbacks }),
    ...(data_collection === null ? {} : { data_collection }),
  };
  return Object.keys(preferences).length === 0 ? null : preferences;
}
