import { initialState, type Optimizer, type Precision } from '@batchmates/engine';
import { loadOneDnn } from '@batchmates/engine-onednn';
import type { PrepareBody } from '../harness/body.ts';
import { loadTfjs } from './load-tfjs.ts';
import { sampleBatch } from '../train-step/batch.ts';
import { stepCaseNamed } from '../train-step/cases.ts';

/** A case and the engine that runs it. */
export interface EngineStep {
  readonly case: string;
  /** `onednn`, or `tfjs` for the best TensorFlow.js there is. */
  readonly engine: 'onednn' | 'tfjs';
  readonly precision: Precision;
  readonly threads: number;
}

/** What the paper trains with, and PyTorch beside us. */
export const optimizer: Optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 };

const prepare: PrepareBody<EngineStep> = async ({ case: name, engine: kind, precision, threads }) => {
  const { network, batchSize, mode } = stepCaseNamed(name);
  const engine = kind === 'onednn' ? await loadOneDnn() : await loadTfjs();
  const { images, labels } = sampleBatch(network, batchSize);
  const step = mode === 'train' ? await training() : await inference();
  return { facts: { engine: engine.name, description: engine.description }, work: step };

  async function training() {
    const options = { batchSize, precision, threads, optimizer, seed: 0 };
    const program = await engine.compileTraining(network, options);
    return async () => {
      await program.trainStep(images, labels, 0.01);
      return batchSize;
    };
  }

  async function inference() {
    const state = initialState(network, 0);
    const program = await engine.compileInference(network, { state, precision, threads });
    return async () => {
      await program.infer(images, { kind: 'batch' });
      return batchSize;
    };
  }
};

export default prepare;
