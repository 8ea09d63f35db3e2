/** `paused 12 s`, `paused 3 min`. */
export function formatPause(leftMs: number): string {
  const seconds = Math.max(1, Math.ceil(leftMs / 1_000));
  return seconds < 100 ? `paused ${seconds} s` : `paused ${Math.ceil(seconds / 60)} min`;
}
