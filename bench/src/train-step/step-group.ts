import type { Step } from '@batchmates/engine-onednn';

/** Names of primitives begin so, by part of a training step; the first that fits. */
const groups: readonly (readonly [pattern: RegExp, group: string])[] = [
  [/^convolution forward/, 'convolution forward'],
  [/^convolution backwardData/, 'convolution gradient of input'],
  [/^convolution backwardWeights/, 'convolution gradient of weights'],
  [/^batch norm forward/, 'batch norm forward'],
  [/^batch norm backward/, 'batch norm backward'],
  [/pool /, 'pooling'],
  [/^inner product/, 'dense'],
  [/^reorder/, 'reorder of activations'],
  [/^reluByOutput/, 'ReLU'],
];

/** The part of a training step that a step belongs to, for profiles. */
export function groupOf(step: Step): string {
  if (step.kind === 'host') return 'JavaScript';
  if (step.label.startsWith('update')) return 'optimizer';
  if (step.label.endsWith('.weight reorder')) return 'weights to compute layout';
  const known = groups.find(([pattern]) => pattern.test(step.name));
  return known?.[1] ?? 'addition';
}
