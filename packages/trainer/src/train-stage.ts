import { defineStage, type StageReport } from '@batchmates/stage';
import { trainParams } from './params.ts';
import type { TrainContext } from './train-context.ts';
import { unlikely } from './unlikely.ts';

/**
 * `trainer/train`: trains a network from the start, or on from a checkpoint. Leaves a checkpoint (`checkpoint.json`, `state.safetensors`)
 * and its error curves (`curves.arrow`, the paper's Figure 2). Interrupted, it goes on where it was last saved,
 * to the same bits.
 */
export const train = defineStage({
  uses: 'trainer/train',
  summary: 'trains a network on batches composed by any strategy',
  inputs: { dataset: { type: 'dataset' }, checkpoint: { type: 'checkpoint', optional: true } },
  output: 'checkpoint',
  params: trainParams,
  usesEngine: true,
  withoutEffect: ['checkpointEvery'],
  choices: { batching: 'strategies' },
  renamed: {
    batchingOptions: 'write options into batching, e.g. batching: { kind: balanced, samplesPerClass: 2 }',
    batchNorm: 'write norm: { kind: batch, epsilon: 0.00001, momentum: 0.1 }',
  },
  warnings: unlikely,
  foresee: ({ norm }) => ({ population: norm.kind !== 'batch' }),
  check: async (context) => (await import('./check-training.ts')).checkTraining(context),
  // Loaded when it runs: planning a pipeline should not load Arrow and the batching strategies.
  run: async (context: TrainContext): Promise<StageReport> =>
    (await import('./run-training.ts')).runTraining(context),
});
