import { createNetwork, type Network } from '@batchmates/model-zoo';

/** One thing to measure: ten images through a network, as the paper trains it. */
export interface StepCase {
  readonly name: string;
  readonly network: Network;
  readonly batchSize: number;
  /** A training step, or inference with batch statistics. */
  readonly mode: 'train' | 'infer';
}

const paper = { input: { height: 36, width: 36, channels: 3 }, classes: 10 };

/** The four cases of `npm run bench -- train-step`. */
export const stepCases: readonly StepCase[] = [
  step('resnet20-w64', 'cifar-resnet-20', 64, 'train'),
  step('resnet20-w16', 'cifar-resnet-20', 16, 'train'),
  step('resnet44-w64', 'cifar-resnet-44', 64, 'train'),
  step('resnet20-w64-infer', 'cifar-resnet-20', 64, 'infer'),
];

function step(name: string, network: string, width: number, mode: StepCase['mode']): StepCase {
  return { name, network: createNetwork(network, { ...paper, width }), batchSize: 10, mode };
}
