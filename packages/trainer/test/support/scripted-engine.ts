import type { Precision, StepResult, TrainingEngine, TrainingOptions } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';
import type { Network } from '@batchmates/network';

/** What the engine answers, so that losses and errors are known beforehand. */
export interface Script {
  /** Loss and logits of training step `step`, counted from 0. */
  train(step: number, images: Float32Array, labels: readonly number[]): StepResult | Promise<StepResult>;
  /** The class of every image, under running statistics or those of the batch. */
  test?(
    images: Float32Array,
    statistics: 'running' | 'batch',
  ): readonly number[] | Promise<readonly number[]>;
}

/** What the engine was asked. */
export interface Asked {
  /** Of every compilation for training. */
  readonly compiled: { readonly network: Network; readonly options: TrainingOptions }[];
  /** Of every training step, in order. */
  readonly learningRates: number[];
  disposed: number;
}

/** How the engine says it computes; as the reference engine unless told otherwise. */
export interface Facts {
  readonly precisions?: readonly Precision[];
  readonly threads?: number;
}

/** An engine whose state is the reference engine's, never trained, and whose answers are those of a script, for three classes. */
export function scriptedEngine(
  script: Script,
  { precisions = referenceEngine.precisions, threads = 1 }: Facts = {},
): { readonly engine: TrainingEngine; readonly asked: Asked } {
  const asked: Asked = { compiled: [], learningRates: [], disposed: 0 };
  const engine: TrainingEngine = {
    ...referenceEngine,
    precisions,
    compileTraining: async (network, options) => {
      const program = await referenceEngine.compileTraining(network, { ...options, precision: 'f32' });
      asked.compiled.push({ network, options });
      return {
        ...program,
        precision: options.precision,
        threads,
        async trainStep(images, labels, learningRate) {
          asked.learningRates.push(learningRate);
          return script.train(asked.learningRates.length - 1, images, Array.from(labels));
        },
        async infer(images, { kind }) {
          const classes = (await script.test?.(images, kind === 'batch' ? 'batch' : 'running')) ?? [];
          return Float32Array.from(
            classes.flatMap((each) => [0, 1, 2].map((label) => Number(label === each))),
          );
        },
        async dispose() {
          asked.disposed++;
          await program.dispose();
        },
      };
    },
  };
  return { engine, asked };
}

/** Logits that answer each image with a class; the right one is -1, the others lower. */
export function logitsOf(classes: readonly number[]): Float32Array {
  return Float32Array.from(
    classes.flatMap((each) => [0, 1, 2].map((label) => (label === each ? -1 : -2 - label))),
  );
}
