import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  converter,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  type Rgb,
  wcagContrast,
} from 'culori';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'styles.css'), 'utf8');

function tokensOf(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1], match[2]]));
}

const themes = { dark: tokensOf('[data-theme="dark"]'), light: tokensOf('\n[data-theme="light"]') };

/** How a colour looks to each kind of colour vision, at full severity (Machado, Oliveira and Fernandes 2009). */
const VISIONS = {
  normal: (colour: Rgb): Rgb => colour,
  protan: filterDeficiencyProt(1),
  deutan: filterDeficiencyDeuter(1),
  tritan: filterDeficiencyTrit(1),
};
const difference = differenceCiede2000();
const toRgb = converter('rgb');

describe.each(Object.entries(themes))('%s theme', (_name, tokens) => {
  const of = (name: string): string => {
    const value = tokens[name];
    if (value === undefined) throw new Error(`no token ${name}`);
    return value;
  };

  it.each(['ink-1', 'ink-2', 'ink-3', 'accent', 'ok', 'warn', 'bad', 'stage-cache'])(
    '%s is readable on every surface',
    (ink) => {
      for (const surface of ['app', 'panel', 'raised', 'hover', 'selected']) {
        expect(wcagContrast(of(ink), of(surface)), `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it.each(['control', 'focus', 'cheap', 'mid', 'hard', 'stage-guard', 'stage-cache', 'stage-routing', 'less', 'more'])(
    '%s is visible as a graphic',
    (mark) => {
      for (const surface of ['app', 'panel', 'raised']) {
        expect(wcagContrast(of(mark), of(surface)), `${mark} on ${surface}`).toBeGreaterThanOrEqual(3);
      }
    },
  );

  it.each(Object.entries(VISIONS))('tells things apart in %s vision', (_vision, seen) => {
    const apart = (names: readonly string[]): number => {
      const colours = names.map((name) => seen(toRgb(of(name)) as Rgb));
      return Math.min(
        ...colours.flatMap((one, index) => colours.slice(index + 1).map((other) => difference(one, other))),
      );
    };
    expect(apart(['cheap', 'mid', 'hard'])).toBeGreaterThanOrEqual(20);
    expect(apart(['less', 'more'])).toBeGreaterThanOrEqual(20);
  });

  it('keeps white readable on solid buttons', () => {
    expect(wcagContrast('#ffffff', of('solid'))).toBeGreaterThanOrEqual(4.5);
  });
});

it('gives the system’s light theme the same colours as the chosen one', () => {
  expect(tokensOf(':root:not([data-theme])')).toEqual(themes.light);
});
