import { createNetwork } from '@batchmates/model-zoo';
import type { Network } from '@batchmates/network';

/** Images of one of our training steps: the paper's batch for ten classes. */
export const BATCH = 10;

/**
 * Images of one stock step. Its time grows in proportion to them (plain loops), and ten would take two minutes.
 */
export const STOCK_BATCH = 1;

/** He et al.'s size of the paper's network on the paper's crops. */
export const network: Network = createNetwork('cifar-resnet-20', {
  input: { height: 36, width: 36, channels: 3 },
  classes: 10,
  width: 16,
});

/** One image per class, smooth waves. */
export const images = Float32Array.from({ length: BATCH * 36 * 36 * 3 }, (_, index) => Math.sin(1.7 * index));
export const labels = Int32Array.from({ length: BATCH }, (_, image) => image);

/** Plain SGD with momentum, small enough to stay finite however long a race takes. */
export const LEARNING_RATE = 1e-3;
export const MOMENTUM = 0.9;
