import { batchNorms, type Network } from '@batchmates/network';
import { expect } from 'vitest';
import type { InferenceProgram } from '../../engine.ts';
import { referenceInference, sampleParameters, withInference, type Conformance } from '../conformance.ts';
import {
  conformanceNetworks,
  groupNormNetwork,
  smallResidualNetwork as network,
  titleOf,
} from '../conformance-networks.ts';
import { known } from '../reference/forward.ts';
import { allStatistics, sampleBatch } from '../sample.ts';
import { expectClose, expectCloseProbabilities, type Tolerance } from '../tolerance.ts';

/** Probabilities and moments under each kind of statistics, and what they may depend on. */
export function checkInference(conformance: Conformance): void {
  const { check, tolerance } = conformance;
  for (const examined of conformanceNetworks) {
    check(`inference: ${titleOf(examined)}`, () => compareInference(conformance, examined));
  }
  const using = (use: (program: InferenceProgram) => Promise<void>, of = network) =>
    withInference(conformance, of, sampleParameters(of), use);
  check('inference takes any count of images', () => using((program) => anyCount(program, tolerance)));
  check('calls of inference do not change one another', () => using(repeat));
  check('batch and mixed statistics read the batchmates, the others do not', () =>
    using((program) => readBatchmates(program, tolerance)),
  );
  check('without batch norm nothing reads the batchmates', () => using(ignoreBatchmates, groupNormNetwork));
  check('probabilities belong to the caller', () => using(belongToCaller));
  check('images are not written to by inference', () => using(leaveImages));
}

async function compareInference(conformance: Conformance, examined: Network): Promise<void> {
  const { images } = sampleBatch(examined, 3);
  const { tolerance } = conformance;
  const state = sampleParameters(examined);
  const reference = await referenceInference(examined, state);
  await withInference(conformance, examined, state, async (program) => {
    for (const statistics of allStatistics(examined)) {
      const label = `probabilities, ${statistics.kind} statistics`;
      const expected = await reference.infer(images, statistics);
      expectCloseProbabilities(await program.infer(images, statistics), expected, tolerance, label);
    }
    const [expected, received] = [await reference.moments(images), await program.moments(images)];
    expect([...received.keys()]).toEqual(batchNorms(examined).map(({ name }) => name));
    for (const [name, { mean, variance }] of expected) {
      // A mean may be near zero: it is compared on the scale of the deviation it stands beside.
      const scale = Float64Array.from(variance, Math.sqrt);
      const onScale = (values: Float32Array) => values.map((value, c) => 1 + value / (scale[c] || 1));
      expectClose(onScale(known(received, name).mean), onScale(mean), tolerance, `mean of ${name}`);
      expectClose(known(received, name).variance, variance, tolerance, `variance of ${name}`);
    }
  });
}

async function anyCount(program: InferenceProgram, tolerance: Tolerance): Promise<void> {
  const reference = await referenceInference(network, sampleParameters(network));
  for (const count of [1, 7, 2, 4, 1]) {
    const { images } = sampleBatch(network, count, count);
    const expected = await reference.infer(images, { kind: 'running' });
    const received = await program.infer(images, { kind: 'running' });
    expectCloseProbabilities(received, expected, tolerance, `${count} images`);
  }
}

async function repeat(program: InferenceProgram): Promise<void> {
  const { images } = sampleBatch(network, 5);
  const askAll = async () => [
    await program.moments(images),
    ...(await allInOrder(program, images, sampleBatch(network, 2).images)),
  ];
  expect(await askAll()).toEqual(await askAll());
}

async function allInOrder(program: InferenceProgram, ...batches: readonly Float32Array[]) {
  const answers: Float32Array[] = [];
  for (const images of batches) {
    for (const statistics of allStatistics(network)) answers.push(await program.infer(images, statistics));
  }
  return answers;
}

async function readBatchmates(program: InferenceProgram, tolerance: Tolerance): Promise<void> {
  const { images } = sampleBatch(network, 4);
  for (const statistics of allStatistics(network)) {
    const together = (await program.infer(images, statistics)).subarray(0, network.classes);
    const alone = await program.infer(images.subarray(0, images.length / 4), statistics);
    if (statistics.kind === 'running' || statistics.kind === 'fixed') {
      const label = `${statistics.kind} statistics, alone and among others`;
      expectCloseProbabilities(alone, together, tolerance, label);
    } else {
      const distance = Math.max(...alone.map((p, k) => Math.abs(p - together[k]!)));
      expect(distance, `effect of the other images, ${statistics.kind} statistics`).toBeGreaterThan(0.01);
    }
  }
}

/** The first of four images gets the same bits whatever the other three are, and whatever statistics are asked for. */
async function ignoreBatchmates(program: InferenceProgram): Promise<void> {
  const { classes } = groupNormNetwork;
  const { images } = sampleBatch(groupNormNetwork, 4);
  const others = sampleBatch(groupNormNetwork, 4, 1).images;
  others.set(images.subarray(0, images.length / 4));
  const expected = (await program.infer(images, { kind: 'running' })).subarray(0, classes);
  for (const statistics of allStatistics(groupNormNetwork)) {
    for (const batch of [images, others]) {
      const received = (await program.infer(batch, statistics)).subarray(0, classes);
      expect(received, `${statistics.kind} statistics`).toEqual(expected);
    }
  }
  expect(await program.moments(images)).toEqual(new Map());
}

async function belongToCaller(program: InferenceProgram): Promise<void> {
  const { classes } = network;
  const first = await program.infer(sampleBatch(network, 4, 1).images, { kind: 'batch' });
  const kept = first.slice();
  await program.infer(sampleBatch(network, 4, 2).images, { kind: 'batch' });
  expect(first).toEqual(kept);
  for (let image = 0; image < 4; image++) {
    const sum = kept.subarray(image * classes, (image + 1) * classes).reduce((total, p) => total + p, 0);
    expect(sum, `sum of the probabilities of image ${image}`).toBeCloseTo(1, 4);
  }
}

async function leaveImages(program: InferenceProgram): Promise<void> {
  const { images } = sampleBatch(network, 4);
  const kept = images.slice();
  for (const statistics of allStatistics(network)) await program.infer(images, statistics);
  await program.moments(images);
  expect(images).toEqual(kept);
}
