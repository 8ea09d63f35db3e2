/**
 * A 128-bit non-cryptographic hash of a string as 32 hex digits: four multiplicative lanes with a murmur3 finaliser.
 * For cache keys, where a collision costs a wrong decision and not a leak; never for anything that must resist attack.
 *
 * @param more A second text, hashed behind the first without joining the two.
 */
export function textHash(text: string, more = ''): string {
  const state = lanes;
  state[0] = 0x9e3779b9;
  state[1] = 0x85ebca6b;
  state[2] = 0xc2b2ae35;
  state[3] = 0x27d4eb2f;
  absorb(text);
  if (more !== '') absorb(more);
  const a = mix((state[0] as number) ^ text.length);
  const b = mix((state[1] as number) ^ a);
  const c = mix((state[2] as number) ^ b ^ more.length);
  const d = mix((state[3] as number) ^ c);
  return hex(mix(a ^ d)) + hex(b) + hex(c) + hex(d);
}

const lanes = new Int32Array(4);

function absorb(text: string): void {
  let a = lanes[0] as number;
  let b = lanes[1] as number;
  let c = lanes[2] as number;
  let d = lanes[3] as number;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ unit, 0x239b961b);
    b = c ^ Math.imul(b ^ unit, 0xab0e9789);
    c = d ^ Math.imul(c ^ unit, 0x38b34ae5);
    d = a ^ Math.imul(d ^ unit, 0xa1e38b93);
  }
  lanes[0] = a;
  lanes[1] = b;
  lanes[2] = c;
  lanes[3] = d;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(value: number): string {
  return (
    (HEX[value >>> 24] as string) +
    (HEX[(value >>> 16) & 255] as string) +
    (HEX[(value >>> 8) & 255] as string) +
    (HEX[value & 255] as string)
  );
}
