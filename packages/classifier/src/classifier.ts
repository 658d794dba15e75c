import type { Crop } from '@batchmates/augmentation';
import type { ImportRecord, PooledViews, TrainingRecord } from '@batchmates/checkpoint';
import type { PixelNormalisation } from '@batchmates/dataset';
import type {
  EngineProvider,
  EngineRequest,
  EngineSelection,
  InferenceProgram,
  Moments,
} from '@batchmates/engine';
import type { Network } from '@batchmates/network';

/** What can be tested: a network that was trained or imported here (a checkpoint), or a model that was made elsewhere. */
export interface Classifier {
  /** Of the network or of the model's file. */
  readonly name: string;
  /** Number of trainable values. */
  readonly parameters: number;
  /** Channels of its first convolution; 0 where it has none. */
  readonly width: number;
  /** What it is given of an image, after cropping and scaling. */
  readonly input: Network['input'];
  /** In the order of its answers. */
  readonly classNames: readonly string[];
  /** Sides of the stored images that it is to see, where it says so. */
  readonly stored?: number;
  /** What it sees of a stored image. */
  readonly crop: Crop;
  /** What pixels are normalised with. */
  readonly normalisation: PixelNormalisation;
  /** Names of its batch norms, in order. */
  readonly batchNorms: readonly string[];
  /** Images of a batch that its batch norms normalised together in training (ghost batch norm); absent: all of them. */
  readonly ghost?: number;
  /** What is known of something else in it than batch norm that reads the batch; absent: nothing does. */
  readonly readsBatch?: string;
  /** How it was trained, or from where it was imported. */
  readonly training: TrainingRecord | ImportRecord;
  /** Batch-norm statistics pooled over a training set; absent before calibration. */
  readonly population?: Moments;
  /** What these were pooled over; absent where it is not known. */
  readonly populationViews?: PooledViews;
  /** Compiles it for inference on an engine that serves it. Throws what the provider throws. */
  compile(engines: EngineProvider, options: CompileOptions): Promise<Compiled>;
  /**
   * The same with its answers in the order of these names. `classNames` must have them all, once each.
   */
  inOrderOf(classNames: readonly string[]): Classifier;
  /** Writes it into a folder with pooled statistics: a checkpoint as a checkpoint, a model as a model. */
  write(folder: string, calibration: Calibration): Promise<void>;
}

/** On which engine, and how. */
export interface CompileOptions extends Omit<EngineRequest, 'purpose'> {
  readonly threads: number;
}

/** A classifier that can be asked. The program must be disposed of. */
export interface Compiled {
  readonly selection: EngineSelection;
  readonly program: InferenceProgram;
}

/** Pooled statistics, and what they were pooled over. */
export interface Calibration {
  readonly population: Moments;
  readonly populationViews: PooledViews;
}
