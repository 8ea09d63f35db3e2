export interface JsonOption {
  readonly json?: boolean;
}

/** Prints data as one line of JSON where `--json` asks for it, else the text. */
export function print({ json = false }: JsonOption, data: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : text);
}
