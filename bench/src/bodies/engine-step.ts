import { initialState, type Precision } from '@batchmates/engine';
import { loadOneDnn } from '@batchmates/engine-onednn';
import type { PrepareBody } from '../harness/body.ts';
import { loadTfjs } from './load-tfjs.ts';
import { sampleBatch } from '../train-step/batch.ts';
import { stepCaseNamed } from '../train-step/cases.ts';
import { compileCase } from '../train-step/compile-case.ts';

/** A case and the engine that runs it. */
export interface EngineStep {
  readonly case: string;
  /** `onednn`, or `tfjs` for the best TensorFlow.js there is. */
  readonly engine: 'onednn' | 'tfjs';
  readonly precision: Precision;
  readonly threads: number;
}

const prepare: PrepareBody<EngineStep> = async ({ case: name, engine: kind, precision, threads }) => {
  const stepCase = stepCaseNamed(name);
  const { network, batchSize, mode } = stepCase;
  const engine = kind === 'onednn' ? await loadOneDnn() : await loadTfjs();
  const { images, labels } = sampleBatch(network, batchSize);
  const step = mode === 'train' ? await training() : await inference();
  return { facts: { engine: engine.name, description: engine.description }, work: step };

  async function training() {
    const program = await compileCase(engine, stepCase, { precision, threads });
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
