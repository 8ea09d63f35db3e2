/**
 * A copy of part of a byte array as a buffer of its own, aligned for any typed array. `slice()` would not do: on Node's
 * `Buffer`, which readers may return, it is a view of a shared pool.
 */
export function copyBytes(bytes: Uint8Array, from = 0, to = bytes.byteLength): ArrayBuffer {
  const copy = new Uint8Array(to - from);
  copy.set(bytes.subarray(from, to));
  return copy.buffer;
}
