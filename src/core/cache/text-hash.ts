/**
 * A 128-bit non-cryptographic hash of a string as 32 hex digits: four multiplicative lanes with a murmur3 finaliser.
 * For cache keys, where a collision costs a wrong decision and not a leak; never for anything that must resist attack.
 */
export function textHash(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ unit, 0x239b961b);
    b = c ^ Math.imul(b ^ unit, 0xab0e9789);
    c = d ^ Math.imul(c ^ unit, 0x38b34ae5);
    d = a ^ Math.imul(d ^ unit, 0xa1e38b93);
  }
  a = mix(a ^ text.length);
  b = mix(b ^ a);
  c = mix(c ^ b);
  d = mix(d ^ c);
  return hex(mix(a ^ d)) + hex(b) + hex(c) + hex(d);
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
