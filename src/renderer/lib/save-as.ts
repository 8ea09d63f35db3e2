/** Gives the user text as a file: a download of the page's own. */
export function saveAs(name: string, parts: readonly string[], type: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; without this the text stays in memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
