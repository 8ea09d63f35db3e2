/** The hot path's arithmetic in WebAssembly with SIMD (`kernels.wat`). */
import { KERNELS_WASM } from './kernels-wasm.ts';

/** Who does the arithmetic. Both give the same bits; `js` is for machines without SIMD, and to compare. */
export type KernelBackend = 'wasm' | 'js';

/** Pointers are byte offsets into the memory. */
export interface Kernels {
  sumRows(rows: number, scales: number, fours: number, sum: number): void;
  normalise(sum: number, out: number): void;
  products(query: number, vectors: number, groups: number, out: number): void;
  walk(roots: number, depths: number, eights: number, values: number, out: number): void;
}

export interface OpenedKernels {
  readonly kernels: Kernels;
  readonly memory: ArrayBuffer;
  /** Where each block begins, in the order of their lengths; on a multiple of 16. */
  readonly at: readonly number[];
}

/**
 * The kernels over a memory of their own, which goes when nobody holds it any more.
 *
 * @param lengths Bytes of each block that the caller needs.
 * @returns Null where WebAssembly, its SIMD or the memory cannot be had.
 */
export function openKernels(lengths: readonly number[]): OpenedKernels | null {
  const at: number[] = [];
  let end = 0;
  for (const length of lengths) {
    at.push(end);
    end += Math.ceil(length / 16) * 16;
  }
  try {
    compiled ??= new WebAssembly.Module(bytesOf(KERNELS_WASM));
    const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE_BYTES) });
    const { exports } = new WebAssembly.Instance(compiled, { js: { memory } });
    return { kernels: exports as Kernels, memory: memory.buffer, at };
  } catch {
    return null;
  }
}

const PAGE_BYTES = 65_536;
let compiled: object | undefined;

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Both are in every runtime but in none of the language's own type libraries. */
const { WebAssembly, atob } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
    readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  };
  readonly atob: (base64: string) => string;
};
