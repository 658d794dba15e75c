import type { Augmentation, View } from '@batchmates/augmentation';

/**
 * How the images of a plan are prepared: `train` augments each, named by seed, epoch, image and how often the
 * plan showed it before; `view` shows each in one fixed way, without randomness.
 */
export type Preparation =
  | {
      readonly kind: 'train';
      readonly augmentation: Augmentation;
      readonly seed: number;
      readonly epoch: number;
    }
  | { readonly kind: 'view'; readonly view: View };
