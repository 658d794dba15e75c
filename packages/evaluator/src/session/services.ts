import type { BatchingStrategy } from '@batchmates/batching';
import type { EngineProvider } from '@batchmates/engine';
import type { Registry, StageContext } from '@batchmates/stage';
import type { Protocol } from '@batchmates/protocols';

/** What the composition root lends to the stages of this package. */
export interface EvaluatorServices {
  readonly engines: EngineProvider;
  /** Calibration pools over batches like those of training. */
  readonly strategies: Registry<BatchingStrategy>;
  readonly protocols: Registry<Protocol>;
}

/** The part of a stage's context that opening a network needs. */
export type SessionContext<Params> = Pick<
  StageContext<Params, Pick<EvaluatorServices, 'engines'>>,
  'inputs' | 'params' | 'progress' | 'signal' | 'services'
>;
