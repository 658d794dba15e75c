import {
  createProvider,
  initialState,
  type EngineCandidate,
  type EngineFor,
  type Precision,
  type Purpose,
} from '@batchmates/engine';
import { onednnCandidate } from '@batchmates/engine-onednn';
import { onnxruntimeCandidates } from '@batchmates/engine-onnx';
import { tfjsCandidates } from '@batchmates/engine-tfjs';
import type { PrepareBody } from '../harness/body.ts';
import { sampleBatch } from '../train-step/batch.ts';
import { stepCaseNamed } from '../train-step/cases.ts';
import { compileCase } from '../train-step/compile-case.ts';

/** A case and the engine that runs it. */
export interface EngineStep {
  readonly case: string;
  /** `tfjs` is the best TensorFlow.js there is, the others that begin so are one of them. */
  readonly engine: keyof typeof candidates;
  readonly precision: Precision;
  readonly threads: number;
}

const tfjs = (name: string) => tfjsCandidates.filter((candidate) => candidate.name === name);

const candidates = {
  onednn: [onednnCandidate],
  onnxruntime: onnxruntimeCandidates,
  tfjs: tfjsCandidates,
  'tfjs-node-gpu': tfjs('tfjs-node-gpu'),
  'tfjs-node': tfjs('tfjs-node'),
  'tfjs-wasm': tfjs('tfjs-wasm'),
} satisfies Record<string, readonly EngineCandidate[]>;

const prepare: PrepareBody<EngineStep> = async ({ case: name, engine: kind, precision, threads }) => {
  const stepCase = stepCaseNamed(name);
  const { network, batchSize, mode } = stepCase;
  const { images, labels } = sampleBatch(network, batchSize);
  return mode === 'train' ? training() : inference();

  async function training() {
    const engine = await select('training');
    const program = await compileCase(engine, stepCase, { precision, threads });
    const work = async () => {
      await program.trainStep(images, labels, 0.01);
      return batchSize;
    };
    return { facts: factsOf(engine), work };
  }

  async function inference() {
    const engine = await select('inference');
    const state = initialState(network, 0);
    const program = await engine.compileInference(network, { state, precision, threads });
    const work = async () => {
      await program.infer(images, { kind: 'batch' });
      return batchSize;
    };
    return { facts: factsOf(engine), work };
  }

  async function select<Wanted extends Purpose>(purpose: Wanted): Promise<EngineFor<Wanted>> {
    const request = { engine: 'auto', precision, purpose };
    return (await createProvider(candidates[kind]).select(request)).engine;
  }
};

function factsOf({ name, description }: EngineFor<Purpose>) {
  return { engine: name, description };
}

export default prepare;
