import { describe, expect, it } from 'vitest';
import { parseSettings, type SettingsInput } from '../../shared/settings-schema.ts';
import { openRouterPreferences } from './openrouter-preferences.ts';

function preferences(openrouter: NonNullable<NonNullable<SettingsInput['router']>['openrouter']>) {
  const parsed = parseSettings({ router: { openrouter } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return openRouterPreferences(parsed.settings.router.openrouter);
}

describe('openRouterPreferences', () => {
  it('says nothing while nothing is configured', () => {
    expect(preferences({})).toBeNull();
    expect(preferences({ max_price: {} })).toBeNull();
  });

  it('says what is configured in the words of OpenRouter', () => {
    expect(
      preferences({
        sort: 'throughput',
        max_price: { prompt: 1, completion: 2 },
        ignore: ['deepinfra'],
        allow_fallbacks: false,
        data_collection: 'deny',
      }),
    ).toEqual({
      sort: 'throughput',
      max_price: { prompt: 1, completion: 2 },
      ignore: ['deepinfra'],
      allow_fallbacks: false,
      data_collection: 'deny',
    });
  });

  it('knows no other way to sort', () => {
    const parsed = parseSettings({ router: { openrouter: { sort: 'cheapest' as 'price' } } });
    expect(parsed).toMatchObject({ ok: false, issues: [{ key: 'router.openrouter.sort' }] });
  });
});
