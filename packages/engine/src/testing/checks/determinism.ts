import type { Program } from '../../engine.ts';
import { withProgram, type Conformance } from '../conformance.ts';
import { sampleBatch } from '../sample.ts';
import { smallResidualNetwork as network } from '../test-networks.ts';
import { expectSameBits } from './inference.ts';

/** Equal seeds, threads and precision give equal bits, and programs do not touch one another. */
export function checkDeterminism(conformance: Conformance): void {
  conformance.check('bit-identical: two runs of the same seed', async () => {
    const run = () =>
      withProgram(conformance, network, {}, async (program) => {
        for (let step = 0; step < 5; step++) await train(program, step);
        return program.readState();
      });
    expectSameBits(await run(), await run());
  });

  conformance.check('bit-identical: alone and interleaved with another program', () =>
    withProgram(conformance, network, {}, async (alone) => {
      for (let step = 0; step < 4; step++) await train(alone, step);
      await withProgram(conformance, network, { seed: 2 }, (other) =>
        withProgram(conformance, network, {}, async (interleaved) => {
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

async function train(program: Program, step: number): Promise<void> {
  const { images, labels } = sampleBatch(network, 4, step);
  await program.trainStep(images, labels, 0.01);
}
