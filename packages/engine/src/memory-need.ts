import { assertMemory } from '@batchmates/errors';
import { inferShapes, parameterCount, type Network } from '@batchmates/network';
import type { Precision } from './engine.ts';

/** How a network is to be trained, as far as memory depends on it. */
export interface TrainingNeed {
  readonly batchSize: number;
  readonly precision: Precision;
}

const FLOAT32 = 4;

/**
 * Memory that training takes on any engine at least, bytes: parameters with gradients, one optimizer slot and the copy that is saved, and
 * the output of every convolution, from which its gradient is worked out.
 */
export function trainingMemory(network: Network, { batchSize, precision }: TrainingNeed): number {
  const shapes = inferShapes(network);
  const kept = network.layers
    .filter(({ kind }) => kind === 'conv')
    .map(({ name }) => shapes.get(name)!)
    .reduce((sum, { height, width, channels }) => sum + height * width * channels, 0);
  return 4 * parameterCount(network) * FLOAT32 + batchSize * kept * (precision === 'bf16' ? 2 : FLOAT32);
}

/** Memory that a network's parameters take at inference at least, bytes: the engine's own and the state it was given. */
function inferenceMemory(network: Network): number {
  return 2 * parameterCount(network) * FLOAT32;
}

/** Throws a `UserError` (`memory/too-little`) when there is less memory than training takes at least. */
export function checkTrainingMemory(network: Network, need: TrainingNeed): void {
  assertMemory({
    what: `training network "${network.name}" in batches of ${need.batchSize}`,
    bytes: trainingMemory(network, need),
    remedy: 'lower width, resolution or batchSize',
  });
}

/** Throws a `UserError` (`memory/too-little`) when there is less memory than inference takes at least. */
export function checkInferenceMemory(network: Network): void {
  assertMemory({
    what: `network "${network.name}"`,
    bytes: inferenceMemory(network),
    remedy: 'run it on a machine with more memory',
  });
}
