import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../../host/config/write-file-atomically.ts';

export const MIN_WIDTH = 960;
export const MIN_HEIGHT = 600;

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(MIN_WIDTH).max(20_000),
  height: z.number().int().min(MIN_HEIGHT).max(20_000),
});

const windowStateSchema = z.object({ bounds: rectangleSchema, maximized: z.boolean() });

export type Rectangle = z.infer<typeof rectangleSchema>;
export type WindowState = z.infer<typeof windowStateSchema>;

/** The saved state, or null when there is none that a window can take. */
export async function loadWindowState(path: string, workAreas: readonly Rectangle[]): Promise<WindowState | null> {
  try {
    const state = windowStateSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return isReachable(state.bounds, workAreas) ? state : null;
  } catch {
    // Absent on the first start; damaged, the default is as good: it holds nothing but a position.
    return null;
  }
}

export async function saveWindowState(path: string, state: WindowState): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(state)}\n`);
}

/** Can the user see enough of the title bar to move it? False after a screen was unplugged. */
export function isReachable(
  bounds: Rectangle,
  workAreas: readonly { x: number; y: number; width: number; height: number }[],
): boolean {
  const grip = 120;
  return workAreas.some((area) => {
    const visibleWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    return visibleWidth >= grip && bounds.y >= area.y && bounds.y <= area.y + area.height - grip / 2;
  });
}
