import { describe, expect, it } from 'vitest';
import { type SettingsInput, settingsSchema } from '../../shared/settings-schema.ts';
import { describeImport, importChange } from './profile-import.ts';

const own = settingsSchema.parse({
  profiles: { Mine: { alpha: 0.3 }, Old: { alpha: 0.5, thresholds: { cheap: 0.6, hard: 0.7 } } },
  apps: { web: 'Mine' },
} satisfies SettingsInput);

const read = (text: string, names: Record<string, string> = {}) =>
  describeImport({ text, source: 'team.yaml', names }, own);

describe('what a text has', () => {
  it('is new, the same or changed, with what differs beside what is here', () => {
    const { profiles, apps, common, ignored } = read(`
router: { alpha: 0.4, top_p: 5 }
profiles:
  Mine: { alpha: 0.3 }
  Old: { alpha: 0.5, thresholds: { cheap: 0.6, hard: 0.8 }, penalties: { cold_cache: 2 } }
  Night shift: { alpha: 0.1 }
apps: { web: Mine, batch: Night shift, cli: Quality, gone: Nobody }
gateway: { port: 9 }
`);
    expect(profiles.map(({ name, state }) => [name, state])).toEqual([
      ['Mine', 'same'],
      ['Old', 'changed'],
      ['Night shift', 'new'],
    ]);
    expect(profiles[1]?.fields).toEqual([
      { field: 'thresholds.hard', here: 0.7, file: 0.8 },
      { field: 'penalties.cold_cache', here: null, file: 2 },
    ]);
    expect(profiles[2]?.fields).toEqual([{ field: 'alpha', here: 0.8, file: 0.1 }]);
    expect(apps.map(({ app, state, needs }) => [app, state, needs])).toEqual([
      ['web', 'same', null],
      ['batch', 'new', 'Night shift'],
      ['cli', 'new', null],
      ['gone', 'wrong', null],
    ]);
    expect(apps[3]?.problems[0]).toBe(
      'apps.gone: there is no profile Nobody. There are Mine, Old, Night shift, Quality, Balanced, Economy.',
    );
    expect(common).toEqual({ state: 'changed', fields: [{ field: 'alpha', here: 0.8, file: 0.4 }], problems: [] });
    expect(ignored).toEqual(['gateway', 'router.top_p']);
  });

  it('may be JSON', () => {
    expect(read('{"profiles": {"A": {"alpha": 1}}}').profiles).toMatchObject([{ name: 'A', state: 'new' }]);
  });

  it('names line, field and what is right, and holds up no other part', () => {
    const { profiles, common } = read(
      'profiles:\n  Good: { alpha: 0.2 }\n  Bad:\n    alpha: 7\n    colour: red\nrouter:\n  penalties: { latency_sd: -1 }\n',
    );
    expect(profiles.map(({ state }) => state)).toEqual(['new', 'wrong']);
    expect(profiles[1]?.problems).toEqual([
      expect.stringMatching(/^profiles\.Bad\.alpha \(line 4\) is 7: .*<=\s?1/),
      'profiles.Bad.colour (line 5): there is no such setting',
    ]);
    expect(common?.problems[0]).toMatch(/^router\.penalties\.latency_sd \(line 7\) is -1: /);
  });

  it('takes another name where one collides or is not allowed', () => {
    const text = 'profiles: { Quality: { alpha: 1 }, a.b: { alpha: 0.1 }, constructor: { alpha: 0.2 } }';
    expect(read(text).profiles.map(({ problems }) => problems[0])).toEqual([
      'Quality is built in: take this one under another name.',
      'The name "a.b": use up to 32 letters, digits, blanks, dashes and underscores.',
      undefined,
    ]);
    const renamed = read(text, { Quality: 'Old', 'a.b': 'constructor' });
    expect(renamed.profiles.map(({ state }) => state)).toEqual(['changed', 'wrong', 'wrong']);
    expect(renamed.profiles[1]?.problems[0]).toContain('Two profiles would be named constructor');
  });

  it.each([
    ['profiles: [1', 'config_unreadable', /^team\.yaml, line 1, column \d+: /],
    ['profiles: [1]', 'config_invalid', /^profiles \(line 1\) must hold/],
    ['just words', 'config_invalid', /^the whole text must hold/],
    ['gateway: { port: 1 }', 'config_invalid', /has no tuning: it has only gateway/],
    ['', 'config_invalid', /it has nothing/],
  ])('is refused when there is none: %j', (text, code, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});

describe('what is taken', () => {
  const text = `
profiles: { Mine: { alpha: 0.9 }, New: { alpha: 0.1 }, Bad: { alpha: 2 } }
apps: { web: New, api: Mine }
router: { thresholds: null, penalties: { latency_sd: 1 } }
`;
  const choose = (chosen: Partial<Parameters<typeof importChange>[0]>) =>
    importChange({ text, source: 'x', names: {}, profiles: [], apps: [], common: false, ...chosen }, own);

  it('is what was chosen, with what was there before', () => {
    expect(choose({ profiles: ['New', 'Mine'], names: { New: 'Newer' }, apps: ['web'], common: true })).toEqual({
      common: { thresholds: null, penalties: { latency_sd: 1, ctx_over_80pct: 0.15, cold_cache: 1 } },
      profiles: {
        profiles: {
          Newer: { before: null, after: { alpha: 0.1, thresholds: null, penalties: null } },
          Mine: { before: own.profiles.Mine, after: { alpha: 0.9, thresholds: null, penalties: null } },
        },
        apps: { web: { before: 'Mine', after: 'Newer' } },
      },
    });
  });

  it('is nothing when a part is wrong, not there, or nothing was chosen', () => {
    expect(() => choose({ profiles: ['New', 'Bad'] })).toThrow(/profiles\.Bad\.alpha \(line 2\) is 2/);
    expect(() => choose({ profiles: ['Gone'] })).toThrow('x has not the profile Gone.');
    expect(() => choose({})).toThrow('Nothing was chosen');
  });
});
