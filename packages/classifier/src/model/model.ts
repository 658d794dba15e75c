import type { Crop } from '@batchmates/augmentation';
import type { ImportRecord, PooledViews } from '@batchmates/checkpoint';
import type { ModelFile, Moments } from '@batchmates/engine';

/** A model that was made elsewhere, with its preprocessing: what `import/onnx` leaves. */
export interface Model extends ModelFile, ImportRecord {
  /** Number of trainable values. */
  readonly parameters: number;
  /** Channels of its first convolution; 0 where it has none. */
  readonly width: number;
  readonly classNames: readonly string[];
  /** Side of the stored images that it is to see; absent: any. */
  readonly stored?: number;
  readonly crop: Crop;
  /** What is taken from pixels scaled to 0-1, and what they are then divided by, one number a channel, in the order RGB. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** In the order of the file. */
  readonly batchNorms: readonly ModelBatchNorm[];
  /** What is known of something else in it than batch norm that reads the batch; absent: nothing does. */
  readonly readsBatch?: string;
  readonly population?: Moments;
  readonly populationViews?: PooledViews;
}

/** A batch norm of a model. */
export interface ModelBatchNorm {
  readonly name: string;
  readonly channels: number;
  /** What it normalises with as it is: statistics in the file, or those of its batch. */
  readonly statistics: 'running' | 'batch';
}
