import { expect } from 'vitest';
import type { FreezeBatchNorm } from '../../freeze-batch-norm.ts';
import type { Optimizer } from '../../optimizer.ts';
import { referenceTraining, withTraining, type TrainingConformance } from '../conformance.ts';
import { smallResidualNetwork as network } from '../conformance-networks.ts';
import { known } from '../reference/forward.ts';
import { sampleBatch, sampleState } from '../sample.ts';
import { expectCloseAll } from '../tolerance.ts';

/** Training by running statistics, which stay as they are, and so do scale and shift where they are frozen too. */
export function checkFrozenBatchNorm(conformance: TrainingConformance): void {
  for (const freezeBatchNorm of ['statistics', 'all'] as const) {
    for (const optimizer of optimizers) {
      conformance.check(`frozen batch norm: ${freezeBatchNorm}, ${optimizer.kind}`, () =>
        compareSteps(conformance, { freezeBatchNorm, optimizer }),
      );
    }
  }
  conformance.check('frozen batch norm: images do not meet, and one may be alone', () =>
    withTraining(conformance, network, { freezeBatchNorm: 'statistics', batchSize: 1 }, async (alone) =>
      withTraining(conformance, network, { freezeBatchNorm: 'statistics' }, async (together) => {
        const state = sampleState(network, optimizers[0]);
        const { images, labels } = sampleBatch(network, 4);
        await alone.writeState(state);
        await together.writeState(state);
        const { logits } = await together.trainStep(images, labels, 0);
        const expected = logits.slice(0, network.classes);
        const first = images.slice(0, images.length / 4);
        const received = (await alone.trainStep(first, labels.slice(0, 1), 0)).logits;
        received.forEach((value, k) => expect(Math.abs(value - expected[k]!)).toBeLessThan(0.05));
      }),
    ),
  );
}

const optimizers = [
  { kind: 'sgd', momentum: 0.9, weightDecay: 0.05 },
  {
    ...{ kind: 'rmsprop', decay: 0.9, momentum: 0.5, epsilon: 1e-3, weightDecay: 0.05 },
    start: 'bias-corrected',
  },
] as const satisfies readonly Optimizer[];

async function compareSteps(
  conformance: TrainingConformance,
  options: { readonly freezeBatchNorm: FreezeBatchNorm; readonly optimizer: Optimizer },
): Promise<void> {
  const state = sampleState(network, options.optimizer);
  const reference = await referenceTraining(network, options);
  await withTraining(conformance, network, options, async (program) => {
    for (const each of [reference, program]) {
      await each.writeState(state);
      for (let step = 0; step < 2; step++) {
        const { images, labels } = sampleBatch(network, 4, step);
        await each.trainStep(images, labels, 0.002);
      }
    }
    const after = await program.readState();
    for (const [name, tensor] of state) {
      const ofNorm = /\.running_(mean|var)$/.test(name) || /bn\d?\.(weight|bias)$/.test(name);
      const frozen = name.includes('.running_') || (options.freezeBatchNorm === 'all' && ofNorm);
      if (frozen) expect(known(after, name), name).toEqual(tensor);
      else expect(known(after, name), name).not.toEqual(tensor);
    }
    expectCloseAll(after, await reference.readState(), conformance.tolerance);
  });
}
