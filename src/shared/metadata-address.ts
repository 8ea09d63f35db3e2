/**
 * Addresses at which clouds hand their machines' credentials to whoever asks. No provider of models is there. Names and
 * numbers as `URL` writes them, IPv4 in IPv6 among them.
 */
const METADATA_HOSTS: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '[::ffff:a9fe:a9fe]',
  '169.254.170.2',
  '[::ffff:a9fe:aa02]',
  '100.100.100.200',
  '[::ffff:6464:64c8]',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
  'metadata.google.internal',
  'metadata.goog',
]);

/** Everywhere the same, so that this layer need not know where it runs. */
declare const URL: new (text: string) => { readonly hostname: string };

/** True for the metadata server of a cloud. What is no URL is none. */
export function isMetadataUrl(url: string): boolean {
  try {
    return METADATA_HOSTS.has(new URL(url).hostname.toLowerCase().replace(/\.$/, ''));
  } catch {
    return false;
  }
}
