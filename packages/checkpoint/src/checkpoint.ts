import type { Crop } from '@batchmates/augmentation';
import type { PixelNormalisation } from '@batchmates/dataset';
import type { Moments, State } from '@batchmates/engine';
import type { Network } from '@batchmates/network';
import type { PooledViews } from './pooled-views.ts';
import type { TrainingRecord } from './training-record.ts';

/** A trained network with all that is needed to test it or to go on training it. */
export interface Checkpoint {
  readonly network: Network;
  readonly classNames: readonly string[];
  /** What the network sees of an image. */
  readonly crop: Crop;
  /** Mean and standard deviation of the training split, with which pixels are normalised. */
  readonly normalisation: PixelNormalisation;
  /** Parameters, running statistics and optimizer slots, in the canonical layout. */
  readonly state: State;
  /** Batch-norm statistics pooled over the whole training set (the paper's fixed statistics); absent before calibration. */
  readonly population?: Moments;
  /** What these were pooled over; absent where it is not known. */
  readonly populationViews?: PooledViews;
  /** How it was trained. */
  readonly training: TrainingRecord;
}
