import type { Crop } from '@batchmates/augmentation';
import type { PixelNormalisation } from '@batchmates/dataset';
import type { Moments, State } from '@batchmates/engine';
import type { Network } from '@batchmates/network';
import type { ImportRecord } from './import-record.ts';
import type { PooledViews } from './pooled-views.ts';
import type { TrainingRecord } from './training-record.ts';

/** A trained network with all that is needed to test it or to go on training it. */
export interface Checkpoint {
  readonly network: Network;
  readonly classNames: readonly string[];
  /** What the network sees of an image. */
  readonly crop: Crop;
  /** Mean and standard deviation with which pixels are normalised: those of the training split. */
  readonly normalisation: PixelNormalisation;
  /** Parameters, running statistics and optimizer slots, in the canonical layout. */
  readonly state: State;
  /** Batch-norm statistics pooled over the whole training set (the paper's fixed statistics); absent before calibration. */
  readonly population?: Moments;
  /** What these were pooled over; absent where it is not known. */
  readonly populationViews?: PooledViews;
  /** How it was trained, or from where it was imported. */
  readonly training: TrainingRecord | ImportRecord;
}

/** A checkpoint that was trained here: an imported one has neither optimizer nor epochs to go on from. */
export interface TrainedCheckpoint extends Checkpoint {
  readonly training: TrainingRecord;
}
