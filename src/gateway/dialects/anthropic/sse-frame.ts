/** One frame. The name is not optional with Anthropic: its clients skip frames that have none. */
export function sseFrame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
