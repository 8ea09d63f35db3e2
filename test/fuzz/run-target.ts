import { HeimdallError } from '../../src/core/index.ts';
import { assertUnpolluted, type FuzzTarget } from './fuzz-target.ts';

/** Runs a target on one input; refusals are fine, and everything else that it throws is passed on. */
export async function runTarget(target: FuzzTarget, bytes: Buffer): Promise<void> {
  try {
    await target.run(bytes);
  } catch (error) {
    if (!HeimdallError.isInstance(error) || error.code === 'internal') throw error;
  }
  assertUnpolluted();
}
