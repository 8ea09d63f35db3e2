/** A source as the artifact names it, `owner/repository@commit:path`, on the web; null when it is written otherwise. */
export function sourceLink(reference: string): string | null {
  const match = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{7,40})(?::(.*))?$/.exec(reference);
  if (match === null) return null;
  const [, repository, commit, rest = ''] = match;
  // What follows the path is a remark: "(computed)", "<- where it was read".
  const path = rest.split(' ')[0] ?? '';
  const place = path === '' || /[*{]/.test(path) ? `tree/${commit}` : `blob/${commit}/${path}`;
  return `https://github.com/${repository}/${place}`;
}
