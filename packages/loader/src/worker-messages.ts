import type { DatasetInfo, SharedSplit } from '@batchmates/dataset';
import type { CacheMemory } from './pixel-cache.ts';
import type { Presentation } from './prepare-image.ts';
import type { Preparation } from './preparation.ts';

/** What a worker thread is started with. */
export interface WorkerData {
  readonly split: SharedSplit;
  readonly info: Pick<DatasetInfo, 'encoding' | 'shape'>;
  readonly presentation: Presentation;
  /** Where decoded images are kept; absent: nowhere. */
  readonly cache: CacheMemory | undefined;
  /** This worker takes the batches `b` with `b % workers === worker`. */
  readonly worker: number;
  readonly workers: number;
}

/** A plan whose batches are to be prepared. */
export interface PlanMessage {
  readonly indices: Uint32Array;
  /** How often the plan showed each image before. */
  readonly occurrences: Uint32Array;
  readonly offsets: Uint32Array;
  readonly preparation: Preparation;
  readonly control: Int32Array<SharedArrayBuffer>;
  /** The slots, one after the other: `[slots, valuesPerSlot]`. */
  readonly images: Float32Array<SharedArrayBuffer>;
  readonly valuesPerSlot: number;
}

/** Why a worker gave up a plan. */
export interface FailureMessage {
  readonly reason: string;
  /** The image that could not be decoded, if that was it. */
  readonly image?: number;
}
