import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { type Fault, faultsOf } from '../notifications/faults.ts';
import { paintTrayIcon } from './tray-icon.ts';
import { type TrayActions, trayMenu } from './tray-menu.ts';
import { type TrayStatus, type TrayTone, trayStatus } from './tray-status.ts';

const listening: TrayStatus['endpoint'] = {
  state: 'listening',
  url: 'http://127.0.0.1:4141',
  openai_base_url: 'http://127.0.0.1:4141/v1',
  error: null,
};
const stopped: TrayStatus['endpoint'] = { state: 'stopped', url: null, openai_base_url: null, error: null };
const failed: TrayStatus['endpoint'] = { ...stopped, state: 'failed', error: 'Port 4141 is in use.' };
const config = { path: null, revision: 'r', error: null };
const artifact = { folder: null, version: '1', created: '', embedder: '', clusters: 1, problem: null };

const faults = (endpoint: TrayStatus['endpoint']): readonly Fault[] => faultsOf({ endpoint, config, artifact });

describe('the state in the tray', () => {
  it.each([
    [listening, 'running', 'Running at 127.0.0.1:4141'],
    [stopped, 'paused', 'Paused: apps get no answers'],
    [failed, 'fault', 'Not listening'],
  ] as const)('says of %o that it is %s', (endpoint, tone, line) => {
    expect(trayStatus(endpoint, faults(endpoint))).toMatchObject({ tone, line });
  });

  it('is a fault while the endpoint runs and something else is wrong', () => {
    const broken = faultsOf({ endpoint: listening, config: { ...config, error: 'router.alpha is 9.' }, artifact });
    expect(trayStatus(listening, broken)).toMatchObject({ tone: 'fault', line: 'Running at 127.0.0.1:4141' });
  });
});

describe('the menu of the tray', () => {
  const actions = () =>
    ({ open: vi.fn(), copy: vi.fn(), pause: vi.fn(), resume: vi.fn(), quit: vi.fn() }) satisfies TrayActions;
  const click = (items: MenuItemConstructorOptions[], id: string) =>
    (items.find((item) => item.id === id)?.click as (() => void) | undefined)?.();

  it('offers to pause while it runs, and every item does what it says', () => {
    const done = actions();
    const items = trayMenu(trayStatus(listening, []), done);
    expect(items.flatMap(({ id }) => id ?? [])).toEqual(['status', 'open', 'copy', 'pause', 'quit']);
    for (const id of ['open', 'copy', 'pause', 'quit']) click(items, id);
    expect(done.open).toHaveBeenCalledWith();
    expect(done.copy).toHaveBeenCalledWith('http://127.0.0.1:4141/v1');
    expect(done.pause).toHaveBeenCalledOnce();
    expect(done.quit).toHaveBeenCalledOnce();
  });

  it('offers to resume while it is paused, with nothing to copy', () => {
    const done = actions();
    const items = trayMenu(trayStatus(stopped, []), done);
    expect(items.find(({ id }) => id === 'copy')?.enabled).toBe(false);
    click(items, 'resume');
    expect(done.resume).toHaveBeenCalledOnce();
  });

  it('leads from each fault to where it is put right', () => {
    const done = actions();
    const items = trayMenu(trayStatus(failed, faults(failed)), done);
    expect(items.find(({ id }) => id === 'resume')?.label).toBe('Try to listen again');
    click(items, 'fault endpoint');
    expect(done.open).toHaveBeenCalledWith('#/settings/endpoint');
  });
});

describe('the icon', () => {
  const TONES: readonly TrayTone[] = ['running', 'paused', 'fault'];

  it('tells the states apart by shape, not by colour alone', () => {
    // Alpha only: what a person who sees no colours has to go by.
    const alphas = (tone: TrayTone) => [...paintTrayIcon(32, tone)].filter((_, index) => index % 4 === 3);
    const shapes = TONES.map((tone) => alphas(tone).join());
    expect(new Set(shapes).size).toBe(3);
  });

  it.each(TONES)('is premultiplied, with clear corners, when %s', (tone) => {
    const pixels = paintTrayIcon(16, tone);
    expect(pixels.length).toBe(16 * 16 * 4);
    expect(pixels[3]).toBe(0);
    for (let at = 0; at < pixels.length; at += 4) {
      const [blue = 0, green = 0, red = 0, alpha = 0] = pixels.subarray(at, at + 4);
      expect(Math.max(blue, green, red)).toBeLessThanOrEqual(alpha);
    }
  });
});
