import { expect } from 'vitest';
import type { Program } from '../../engine.ts';
import { withProgram, type Conformance } from '../conformance.ts';
import { sampleBatch, sampleMoments } from '../sample.ts';
import { smallResidualNetwork as network } from '../test-networks.ts';

/** No call leaves tensors behind, and `dispose` frees them all. */
export function checkMemory(conformance: Conformance): void {
  const { liveTensors } = conformance;
  if (liveTensors === undefined) return;
  conformance.check('no tensors leak', async () => {
    await withProgram(conformance, network, {}, useEverything);
    const before = liveTensors();
    await withProgram(conformance, network, {}, async (program) => {
      await useEverything(program);
      const settled = liveTensors();
      for (let round = 0; round < 3; round++) await useEverything(program);
      expect(liveTensors(), 'after more rounds of the same calls').toBe(settled);
    });
    expect(liveTensors(), 'after dispose').toBe(before);
  });
}

async function useEverything(program: Program): Promise<void> {
  const { images, labels } = sampleBatch(network, 4);
  await program.trainStep(images, labels, 0.01);
  await program.infer(images, { kind: 'batch' });
  await program.infer(images, { kind: 'running' });
  await program.infer(images, { kind: 'fixed', moments: sampleMoments(network) });
  await program.moments(images);
  await program.writeState(await program.readState());
  await program.trainStep(images, labels, 0.01).then(({ logits }) => logits.length);
  await program.trainStep(images.subarray(1), labels, 0.01).catch(() => undefined);
}
