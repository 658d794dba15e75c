import type { Network } from '@batchmates/network';
import { expect } from 'vitest';
import type { TrainingProgram } from '../../engine.ts';
import { sampleParameters, withInference, withTraining, type TrainingConformance } from '../conformance.ts';
import { conformanceNetworks, smallResidualNetwork as network, titleOf } from '../conformance-networks.ts';
import { known } from '../reference/forward.ts';
import { expectSameBits } from '../expect-same-bits.ts';
import { allStatistics, sampleBatch } from '../sample.ts';
import { expectClose, expectCloseProbabilities } from '../tolerance.ts';

/** A program that trains infers as one does that was compiled for inference with its state. */
export function checkInferenceInTraining(conformance: TrainingConformance): void {
  for (const examined of conformanceNetworks) {
    conformance.check(`inference of a program that trains: ${titleOf(examined)}`, () =>
      compareWithInference(conformance, examined),
    );
  }
  const using = (use: (program: TrainingProgram) => Promise<void>) =>
    withTraining(conformance, network, {}, use);
  conformance.check('inference and moments change nothing', () => using(changeNothing));
  conformance.check('images are not written to by training', () => using(leaveImages));
}

async function compareWithInference(conformance: TrainingConformance, examined: Network): Promise<void> {
  const { images, labels } = sampleBatch(examined, 4);
  const { tolerance } = conformance;
  await withTraining(conformance, examined, {}, async (trained) => {
    await trained.writeState(sampleParameters(examined));
    // Twice, because what was prepared for the first must not outlive the parameters.
    for (let round = 0; round < 2; round++) {
      await withInference(conformance, examined, await trained.readState(), async (program) => {
        for (const statistics of allStatistics(examined)) {
          const received = await trained.infer(images, statistics);
          const expected = await program.infer(images, statistics);
          expectCloseProbabilities(received, expected, tolerance, `${statistics.kind} statistics`);
        }
        const received = await trained.moments(images);
        for (const [name, { variance }] of await program.moments(images)) {
          expectClose(known(received, name).variance, variance, tolerance, `variance of ${name}`);
        }
      });
      await trained.trainStep(images, labels, 0.01);
    }
  });
}

async function changeNothing(program: TrainingProgram): Promise<void> {
  const before = await program.readState();
  const { images } = sampleBatch(network, 5);
  for (const statistics of allStatistics(network)) await program.infer(images, statistics);
  await program.moments(images);
  expectSameBits(await program.readState(), before);
}

async function leaveImages(program: TrainingProgram): Promise<void> {
  const { images, labels } = sampleBatch(network, 4);
  const kept = images.slice();
  await program.trainStep(images, labels, 0.1);
  expect(images).toEqual(kept);
}
