import { expect } from 'vitest';
import type { InferenceProgram, TrainingProgram } from '../../engine.ts';
import {
  sampleParameters,
  withInference,
  withTraining,
  type Conformance,
  type TrainingConformance,
} from '../conformance.ts';
import { smallResidualNetwork as network } from '../conformance-networks.ts';
import { allStatistics, sampleBatch } from '../sample.ts';

/** No call of inference leaves tensors behind, and `dispose` frees them all. */
export function checkInferenceMemory(conformance: Conformance): void {
  const state = sampleParameters(network);
  checkLeaks(conformance, 'no tensors leak from inference', (rounds) =>
    withInference(conformance, network, state, (program) => rounds(() => inferAll(program))),
  );
}

/** No call of training leaves tensors behind, and `dispose` frees them all. */
export function checkMemory(conformance: TrainingConformance): void {
  checkLeaks(conformance, 'no tensors leak', (rounds) =>
    withTraining(conformance, network, {}, (program) => rounds(() => useEverything(program))),
  );
}

/** `run` opens a program and hands the use of it to `rounds`. */
function checkLeaks(
  { liveTensors, check }: Conformance,
  title: string,
  run: (rounds: (use: () => Promise<void>) => Promise<void>) => Promise<void>,
): void {
  if (liveTensors === undefined) return;
  check(title, async () => {
    await run((use) => use());
    const before = liveTensors();
    await run(async (use) => {
      await use();
      const settled = liveTensors();
      for (let round = 0; round < 3; round++) await use();
      expect(liveTensors(), 'after more rounds of the same calls').toBe(settled);
    });
    expect(liveTensors(), 'after dispose').toBe(before);
  });
}

async function inferAll(program: InferenceProgram): Promise<void> {
  const { images } = sampleBatch(network, 4);
  for (const statistics of allStatistics(network)) await program.infer(images, statistics);
  await program.moments(images);
  await program.infer(images.subarray(1), { kind: 'batch' }).catch(() => undefined);
}

async function useEverything(program: TrainingProgram): Promise<void> {
  const { images, labels } = sampleBatch(network, 4);
  await program.trainStep(images, labels, 0.01);
  await inferAll(program);
  await program.writeState(await program.readState());
  await program.trainStep(images, labels, 0.01).then(({ logits }) => logits.length);
  await program.trainStep(images.subarray(1), labels, 0.01).catch(() => undefined);
}
