import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'styles.css'), 'utf8');

function tokensOf(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1], match[2]]));
}

const themes = { dark: tokensOf('[data-theme="dark"]'), light: tokensOf('\n[data-theme="light"]') };

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(Object.entries(themes))('%s theme', (_name, tokens) => {
  const of = (name: string): string => {
    const value = tokens[name];
    if (value === undefined) throw new Error(`no token ${name}`);
    return value;
  };

  it.each(['ink-1', 'ink-2', 'ink-3', 'accent', 'ok', 'warn', 'bad'])('%s is readable on every surface', (ink) => {
    for (const surface of ['app', 'panel', 'raised', 'hover', 'selected']) {
      expect(contrast(of(ink), of(surface)), `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['control', 'focus', 'cheap', 'mid', 'hard', 'stage-guard', 'stage-cache', 'stage-routing', 'less', 'more'])(
    '%s is visible as a graphic',
    (mark) => {
      for (const surface of ['app', 'panel', 'raised']) {
        expect(contrast(of(mark), of(surface)), `${mark} on ${surface}`).toBeGreaterThanOrEqual(3);
      }
    },
  );

  it('keeps white readable on solid buttons', () => {
    expect(contrast('#ffffff', of('solid'))).toBeGreaterThanOrEqual(4.5);
  });
});

it('gives the system’s light theme the same colours as the chosen one', () => {
  expect(tokensOf(':root:not([data-theme])')).toEqual(themes.light);
});
