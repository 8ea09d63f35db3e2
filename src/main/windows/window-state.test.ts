import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isReachable, loadWindowState, saveWindowState } from './window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const state = { bounds: { x: 100, y: 50, width: 1280, height: 800 }, maximized: true };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heimdall-window-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the saved window state', () => {
  it('comes back as it was saved, and leaves nothing else behind', async () => {
    const path = join(folder, 'window-state.json');
    await saveWindowState(path, state);
    expect(await loadWindowState(path, [screen])).toEqual(state);
    expect(await readdir(folder)).toEqual(['window-state.json']);
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"bounds":{"x":1'],
    ['no bounds', '{"maximized":true}'],
    ['a window too small to use', JSON.stringify({ ...state, bounds: { ...state.bounds, width: 10 } })],
    ['fractions', JSON.stringify({ ...state, bounds: { ...state.bounds, x: 0.5 } })],
    ['a window off the screen', JSON.stringify({ ...state, bounds: { ...state.bounds, x: 5_000 } })],
  ])('is ignored when the file holds %s', async (_, text) => {
    const path = join(folder, 'window-state.json');
    await writeFile(path, text);
    expect(await loadWindowState(path, [screen])).toBeNull();
  });

  it('is null before the first save', async () => {
    expect(await loadWindowState(join(folder, 'none.json'), [screen])).toBeNull();
  });
});

describe('isReachable', () => {
  const at = (x: number, y: number) => isReachable({ ...state.bounds, x, y }, [screen]);

  it('needs a piece of the title bar on some screen', () => {
    expect(at(0, 0)).toBe(true);
    expect(at(-1_000, 0)).toBe(true);
    expect(at(-1_200, 0)).toBe(false);
    expect(at(1_850, 0)).toBe(false);
    expect(at(0, -10)).toBe(false);
    expect(at(0, 1_050)).toBe(false);
    expect(isReachable(state.bounds, [])).toBe(false);
  });
});
