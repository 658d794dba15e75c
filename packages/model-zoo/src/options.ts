import type { MapShape } from '@batchmates/network';
import type { Norm } from './norm.ts';
import type { Shortcut } from './residual-blocks.ts';

/** What every network of the zoo can be told. */
export interface NetworkOptions {
  /** Shape of the cropped images the network sees, e.g. 36x36x3. */
  readonly input: MapShape;
  readonly classes: number;
  /** Channels of the first stage; absent: the paper's (64 on CIFAR, 96 on ImageNet), 64 in `resnet`. */
  readonly width?: number;
  /** Absent: `pad` on CIFAR, `projection` elsewhere. */
  readonly shortcut?: Shortcut;
  /** What follows every convolution; absent: `defaultNorm`. */
  readonly norm?: Norm;
}
