import type { Artifact } from '@batchmates/artifact';
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

/** What every stage of this package reads: a network, and images of its classes. */
export interface TestInputs {
  readonly checkpoint: Artifact;
  readonly dataset: Artifact;
}

/** What a stage of this package is given. */
export type TestContext<Params> = StageContext<Params, EvaluatorServices, TestInputs>;

/** The part of a stage's context that opening a network needs. */
export type SessionContext<Params> = Pick<
  StageContext<Params, Pick<EvaluatorServices, 'engines'>, TestInputs>,
  'inputs' | 'params' | 'progress' | 'signal' | 'services'
>;
