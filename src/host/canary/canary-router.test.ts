import { describe, expect, it } from 'vitest';
import { harderTiny } from '../../../test/helpers/other-artifact.ts';
import { ask, createHarness } from '../../../test/helpers/router-harness.ts';
import { readerOf, sha256, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { loadArtifact, type SessionReference } from '../../core/index.ts';
import { placeOf, splitRouter } from './canary-router.ts';

const session = (key: string): SessionReference => ({ key, source: 'x-heimdall-session' });

async function split() {
  const files = tinyArtifactFiles();
  harderTiny(files);
  const control = (await createHarness()).router;
  const candidate = (await createHarness(undefined, { artifact: await loadArtifact(readerOf(files), sha256) })).router;
  const at = { share: 0, failures: 0 };
  const choice = { version: 'tiny.2', salt: 's', share: () => at.share, onFailure: () => void at.failures++ };
  return { at, control, candidate, choice, router: splitRouter(control, { ...choice, candidate }) };
}

describe('splitRouter', () => {
  it('gives the candidate its share of sessions, keeps each on its side, and those it has as its share grows', async () => {
    const { at, router } = await split();
    const before = new Set<string>();
    for (const share of [0, 0.05, 0.25, 0.5, 1]) {
      at.share = share;
      const mine: string[] = [];
      for (let id = 0; id < 400; id++) {
        const { decision } = await router.decide(ask(`hello ${id % 3}`), {}, {}, null, session(`s${id}`));
        if (decision.artifact_version === 'tiny.2') mine.push(`s${id}`);
        expect(decision.artifact_version === 'tiny.2').toBe(placeOf(`s${id}`, 's') < share);
      }
      // Five standard errors.
      expect(Math.abs(mine.length / 400 - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 400) + 1e-9);
      for (const id of before) expect(mine).toContain(id);
      for (const id of mine) before.add(id);
    }
  });

  it('goes by the prompt where there is no session', async () => {
    const { at, router } = await split();
    at.share = 0.5;
    const versions = new Set<string>();
    for (let id = 0; id < 40; id++) {
      const one = (await router.decide(ask(`hello ${id}`), {})).decision.artifact_version;
      expect((await router.decide(ask(`hello ${id}`), {})).decision.artifact_version).toBe(one);
      versions.add(one);
    }
    expect(versions.size).toBe(2);
  });

  it('decides by the control what the candidate cannot decide, and counts it', async () => {
    const { at, control, candidate, choice } = await split();
    at.share = 1;
    const broken = {
      ...candidate,
      decide: () => {
        throw new Error('no');
      },
    };
    const { decision } = await splitRouter(control, { ...choice, candidate: broken }).decide(ask('hello'), {});
    expect([decision.artifact_version, at.failures]).toEqual(['tiny.1', 1]);
    const late = { ...candidate, decide: () => Promise.reject(new Error('no')) };
    await splitRouter(control, { ...choice, candidate: late }).decide(ask('hello'), {});
    expect(at.failures).toBe(2);
    // What nobody can decide is no fault of the candidate.
    const asked = async () =>
      splitRouter(control, { ...choice, candidate }).decide(ask('hello', { model: 'nobody/none' }), {});
    await expect(asked()).rejects.toThrow(/not known/);
    expect(at.failures).toBe(2);
  });

  it('asks who made a decision about it', async () => {
    const { at, router } = await split();
    at.share = 1;
    const { decision } = await router.decide(ask('hello'), {});
    expect(router.featureRow(decision, 'hello')).not.toBeNull();
    expect(router.explain(decision, 'hello').contributions.cheap.length).toBeGreaterThan(0);
  });
});
