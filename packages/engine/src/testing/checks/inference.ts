import { batchNorms, type Network } from '@batchmates/network';
import { expect } from 'vitest';
import type { Program } from '../../engine.ts';
import type { State } from '../../state.ts';
import type { Statistics } from '../../statistics.ts';
import { gradientReader, referenceProgram, withProgram, type Conformance } from '../conformance.ts';
import { known } from '../reference/forward.ts';
import { sampleBatch, sampleMoments, sampleState } from '../sample.ts';
import { conformanceNetworks, smallResidualNetwork, titleOf } from '../test-networks.ts';
import { expectClose, expectCloseProbabilities, type Tolerance } from '../tolerance.ts';

/** Probabilities and moments under each of the three statistics, and that asking for them changes nothing. */
export function checkInference(conformance: Conformance): void {
  const { check } = conformance;
  for (const network of conformanceNetworks) {
    check(`inference: ${titleOf(network)}`, () => compareInference(conformance, network));
  }
  const network = smallResidualNetwork;
  const prepared = <Result>(use: (program: Program) => Promise<Result>) =>
    withProgram(conformance, network, {}, async (program) => {
      await program.writeState(sampleState(network, gradientReader));
      return use(program);
    });
  check('inference takes any count of images', () => prepared((program) => anyCount(program, conformance)));
  check('inference and moments change nothing', () => prepared(changeNothing));
  check('batch statistics read the batchmates, the others do not', () =>
    prepared((program) => readBatchmates(program, conformance.tolerance)),
  );
  check('probabilities belong to the caller', () => prepared(belongToCaller));
  check('images are not written to', () => prepared(leaveImages));
}

async function compareInference(conformance: Conformance, network: Network): Promise<void> {
  const { images } = sampleBatch(network, 3);
  const state = sampleState(network, gradientReader);
  const reference = await referenceProgram(network, {});
  await reference.writeState(state);
  await withProgram(conformance, network, {}, async (program) => {
    await program.writeState(state);
    for (const statistics of allStatistics(network)) {
      const expected = await reference.infer(images, statistics);
      const received = await program.infer(images, statistics);
      expectCloseProbabilities(
        received,
        expected,
        conformance.tolerance,
        `probabilities, ${statistics.kind} statistics`,
      );
    }
    const [expected, received] = [await reference.moments(images), await program.moments(images)];
    expect([...received.keys()]).toEqual(batchNorms(network).map(({ name }) => name));
    for (const [name, { mean, variance }] of expected) {
      // A mean may be near zero: it is compared on the scale of the deviation it stands beside.
      const scale = Float64Array.from(variance, Math.sqrt);
      const onScale = (values: Float32Array) => values.map((value, c) => 1 + value / (scale[c] || 1));
      expectClose(
        onScale(known(received, name).mean),
        onScale(mean),
        conformance.tolerance,
        `mean of ${name}`,
      );
      expectClose(known(received, name).variance, variance, conformance.tolerance, `variance of ${name}`);
    }
  });
}

function allStatistics(network: Network): readonly Statistics[] {
  return [{ kind: 'batch' }, { kind: 'running' }, { kind: 'fixed', moments: sampleMoments(network) }];
}

async function anyCount(program: Program, { tolerance }: Conformance): Promise<void> {
  const { network } = program;
  const reference = await referenceProgram(network, {});
  await reference.writeState(await program.readState());
  for (const count of [1, 7, 2, 4, 1]) {
    const { images } = sampleBatch(network, count, count);
    const expected = await reference.infer(images, { kind: 'running' });
    expectCloseProbabilities(
      await program.infer(images, { kind: 'running' }),
      expected,
      tolerance,
      `${count} images`,
    );
  }
}

async function changeNothing(program: Program): Promise<void> {
  const before = await program.readState();
  const { images } = sampleBatch(program.network, 5);
  for (const statistics of allStatistics(program.network)) await program.infer(images, statistics);
  await program.moments(images);
  expectSameBits(await program.readState(), before);
}

/** Expects two states to be equal bit by bit. */
export function expectSameBits(actual: State, expected: State): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, tensor] of expected) expect(known(actual, name), name).toEqual(tensor);
}

async function readBatchmates(program: Program, tolerance: Tolerance): Promise<void> {
  const { images } = sampleBatch(program.network, 4);
  const size = images.length / 4;
  for (const statistics of allStatistics(program.network)) {
    const together = (await program.infer(images, statistics)).subarray(0, program.network.classes);
    const alone = await program.infer(images.subarray(0, size), statistics);
    if (statistics.kind !== 'batch') {
      expectCloseProbabilities(
        alone,
        together,
        tolerance,
        `${statistics.kind} statistics, alone and in company`,
      );
    } else {
      const distance = Math.max(...alone.map((p, k) => Math.abs(p - (together[k] ?? NaN))));
      expect(distance, 'effect of company under batch statistics').toBeGreaterThan(0.01);
    }
  }
}

async function belongToCaller(program: Program): Promise<void> {
  const first = await program.infer(sampleBatch(program.network, 4, 1).images, { kind: 'batch' });
  const kept = first.slice();
  await program.infer(sampleBatch(program.network, 4, 2).images, { kind: 'batch' });
  expect(first).toEqual(kept);
  for (let image = 0; image < 4; image++) {
    const { classes } = program.network;
    const sum = kept.subarray(image * classes, (image + 1) * classes).reduce((total, p) => total + p, 0);
    expect(sum, `sum of the probabilities of image ${image}`).toBeCloseTo(1, 4);
  }
}

async function leaveImages(program: Program): Promise<void> {
  const { images, labels } = sampleBatch(program.network, 4);
  const kept = images.slice();
  await program.trainStep(images, labels, 0.1);
  await program.infer(images, { kind: 'batch' });
  await program.moments(images);
  expect(images).toEqual(kept);
}
