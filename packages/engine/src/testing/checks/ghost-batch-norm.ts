import type { Network } from '@batchmates/network';
import { expect } from 'vitest';
import type { TrainingProgram } from '../../engine.ts';
import type { State } from '../../state.ts';
import {
  gradientReader,
  referenceTraining,
  sampleParameters,
  withInference,
  withTraining,
  type TrainingConformance,
} from '../conformance.ts';
import { ghostNetwork, smallResidualNetwork } from '../conformance-networks.ts';
import { expectRefusal } from '../expect-refusal.ts';
import { expectSameBits } from '../expect-same-bits.ts';
import { allStatistics, sampleBatch } from '../sample.ts';
import { expectCloseAll } from '../tolerance.ts';

/** Statistics over groups of a batch's images in training, and there alone. */
export function checkGhostBatchNorm(conformance: TrainingConformance): void {
  const { check } = conformance;
  check('ghost batch norm: steps on eight images, four at a time', () => compareSteps(conformance));
  check('ghost batch norm over all images of a batch is batch norm, to the bit', async () => {
    const [ghost, plain] = await Promise.all(
      [ghostNetwork(4), smallResidualNetwork].map((network) => trainedState(conformance, network)),
    );
    expectSameBits(ghost!, plain!);
  });
  check('ghost batch norm: logits do not depend on images of other groups', () =>
    withTraining(conformance, ghostNetwork(2), {}, async (program) => {
      const { classes } = smallResidualNetwork;
      const { images, labels } = sampleBatch(smallResidualNetwork, 4);
      const half = images.length / 2;
      const others = sampleBatch(smallResidualNetwork, 4, 1).images;
      others.set(images.subarray(0, half));
      const logitsOf = async (batch: Float32Array) =>
        (await program.trainStep(batch, labels, 0)).logits.slice(0, 2 * classes);
      expect(await logitsOf(others)).toEqual(await logitsOf(images));
    }),
  );
  check('inference does not know of ghost groups', async () => {
    const { images } = sampleBatch(smallResidualNetwork, 4);
    const answers = (network: Network) =>
      withInference(conformance, network, sampleParameters(network), async (program) => {
        const found: Float32Array[] = [];
        for (const statistics of allStatistics(network)) found.push(await program.infer(images, statistics));
        return { found, moments: await program.moments(images) };
      });
    expect(await answers(ghostNetwork(2))).toEqual(await answers(smallResidualNetwork));
  });
  check('wrong arguments: a batch that is no multiple of ghost groups', async () => {
    const { precision, threads } = conformance;
    const good = { precision, threads, optimizer: gradientReader, seed: 0 };
    await expectRefusal('engine/ghost', () =>
      conformance.engine().compileTraining(ghostNetwork(3), { ...good, batchSize: 4 }),
    );
  });
}

/** Four steps beside the reference, from a state in which nothing is at its start. */
async function compareSteps(conformance: TrainingConformance): Promise<void> {
  const network = ghostNetwork(4);
  const options = { batchSize: 8 };
  const reference = await referenceTraining(network, options);
  await withTraining(conformance, network, options, async (program) => {
    for (const each of [reference, program]) {
      await each.writeState(sampleParameters(network));
      await train(each, 8);
    }
    expectCloseAll(await program.readState(), await reference.readState(), conformance.tolerance);
  });
}

function trainedState(conformance: TrainingConformance, network: Network): Promise<State> {
  return withTraining(conformance, network, {}, async (program) => {
    await train(program, 4);
    return program.readState();
  });
}

async function train(program: TrainingProgram, batchSize: number): Promise<void> {
  for (let step = 0; step < 4; step++) {
    const { images, labels } = sampleBatch(smallResidualNetwork, batchSize, step);
    await program.trainStep(images, labels, 0.002);
  }
}
