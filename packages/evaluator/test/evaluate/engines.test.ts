import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { verifyArtifact } from '@batchmates/artifact';
import { createProvider } from '@batchmates/engine';
import { tfjsCandidates } from '@batchmates/engine-tfjs';
import { readResults } from '@batchmates/results';
import { evaluate } from '../../src/index.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';
import { openLaboratory, type Laboratory } from '../support/laboratory.ts';

/** Float32 arithmetic in another order: far below what could change an answer. */
const TOLERANCE = 1e-5;

let reference: ColourLaboratory;
let tfjs: Laboratory;
beforeAll(async () => {
  const request = { engine: 'auto', precision: 'f32', purpose: 'inference' } as const;
  const { engine } = await createProvider(tfjsCandidates).select(request);
  reference = await openColourLaboratory();
  tfjs = openLaboratory(engine);
});

async function probabilities(laboratory: Laboratory, protocol: string, options = {}, seed = 0) {
  const inputs = { checkpoint: reference.calibrated, dataset: reference.colours };
  const { directory } = await laboratory.run(evaluate, inputs, {
    protocol: { kind: protocol, ...options },
    seed,
  });
  return (await (await readResults(directory)).predictions()).probabilities;
}

test('on TensorFlow.js, standard answers do not depend on order or grouping; balanced ones do', async () => {
  const backwards = fileURLToPath(new URL('../support/backwards.ts', import.meta.url));
  const alone = await probabilities(tfjs, 'standard', { batchSize: 1 });
  const together = await probabilities(tfjs, 'standard', { batchSize: 7 });
  expect(largestDifference(alone, together)).toBeLessThan(TOLERANCE);
  expect(largestDifference(alone, await probabilities(tfjs, backwards, { batchSize: 7 }))).toBeLessThan(
    TOLERANCE,
  );
  const [one, other] = [await probabilities(tfjs, 'balanced'), await probabilities(tfjs, 'balanced', {}, 1)];
  expect(largestDifference(one, other)).toBeGreaterThan(0.1);
  await verifyArtifact(reference.calibrated);
});

test('engines give the same answers', async () => {
  for (const protocol of ['standard', 'balanced']) {
    const [theirs, ours] = [await probabilities(tfjs, protocol), await probabilities(reference, protocol)];
    expect(largestDifference(theirs, ours)).toBeLessThan(1e-4);
  }
});

function largestDifference(one: Float32Array, other: Float32Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((largest, value, at) => Math.max(largest, Math.abs(value - other[at]!)), 0);
}
