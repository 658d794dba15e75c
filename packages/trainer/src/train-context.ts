import type { Artifact } from '@batchmates/artifact';
import type { BatchingStrategy } from '@batchmates/batching';
import type { EngineProvider } from '@batchmates/engine';
import type { Registry, StageContext } from '@batchmates/stage';
import type { TrainParams } from './params.ts';

/** What the composition root lends to training. */
export interface TrainerServices {
  readonly engines: EngineProvider;
  readonly strategies: Registry<BatchingStrategy>;
}

/** What the stage `trainer/train` is given. */
export type TrainContext = StageContext<
  TrainParams,
  TrainerServices,
  { readonly dataset: Artifact; readonly checkpoint?: Artifact | undefined }
>;
