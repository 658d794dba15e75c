import type { TrainingProgram } from '../../engine.ts';
import { withTraining, type TrainingConformance } from '../conformance.ts';
import { sampleBatch } from '../sample.ts';
import { smallResidualNetwork as network } from '../conformance-networks.ts';
import { expectSameBits } from '../expect-same-bits.ts';

/** Equal seeds, threads and precision give equal bits, and programs do not touch one another. */
export function checkDeterminism(conformance: TrainingConformance): void {
  conformance.check('bit-identical: two runs of the same seed', async () => {
    const run = () =>
      withTraining(conformance, network, {}, async (program) => {
        for (let step = 0; step < 5; step++) await train(program, step);
        return program.readState();
      });
    expectSameBits(await run(), await run());
  });

  conformance.check('bit-identical: alone and interleaved with another program', () =>
    withTraining(conformance, network, {}, async (alone) => {
      for (let step = 0; step < 4; step++) await train(alone, step);
      await withTraining(conformance, network, { seed: 2 }, (other) =>
        withTraining(conformance, network, {}, async (interleaved) => {
          for (let step = 0; step < 4; step++) {
            await train(interleaved, step);
            await train(other, step + 10);
            await interleaved.infer(sampleBatch(network, 3).images, { kind: 'batch' });
          }
          expectSameBits(await interleaved.readState(), await alone.readState());
        }),
      );
    }),
  );
}

async function train(program: TrainingProgram, step: number): Promise<void> {
  const { images, labels } = sampleBatch(network, 4, step);
  await program.trainStep(images, labels, 0.01);
}
