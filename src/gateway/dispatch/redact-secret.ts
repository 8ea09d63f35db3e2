/** Shorter than any key: cutting it out would garble the text and hide nothing. */
const SHORTEST_SECRET = 8;

/** The text without the credential, should an upstream have repeated it. */
export function redactSecret(text: string, secret: string | null): string {
  return secret === null || secret.length < SHORTEST_SECRET ? text : text.split(secret).join('[key]');
}
