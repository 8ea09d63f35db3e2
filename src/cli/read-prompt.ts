/** The prompt of a command: the argument itself, or standard input when it is `-`. */
export async function readPrompt(
  argument: string,
  input: AsyncIterable<Buffer | string> = process.stdin,
): Promise<string> {
  if (argument !== '-') return argument;
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
