import type { TrainingEngine } from '@batchmates/engine';
import { referenceEngine } from '@batchmates/engine/testing';

/** The float64 reference engine with what it was given. */
export interface RecordingEngine {
  readonly engine: TrainingEngine;
  /** Labels of every training step. */
  readonly batches: readonly (readonly number[])[];
  /** Images of every inference with batch statistics. */
  readonly tested: readonly number[];
}

/** An engine that remembers; `pixels` are the numbers of one image: height x width x channels. */
export function recordingEngine({ pixels }: { readonly pixels: number }): RecordingEngine {
  const batches: number[][] = [];
  const tested: number[] = [];
  const engine: TrainingEngine = {
    ...referenceEngine,
    compileTraining: async (network, options) => {
      const program = await referenceEngine.compileTraining(network, options);
      return {
        ...program,
        trainStep(images, labels, learningRate) {
          batches.push(Array.from(labels));
          return program.trainStep(images, labels, learningRate);
        },
        infer(images, statistics) {
          if (statistics.kind === 'batch') tested.push(images.length / pixels);
          return program.infer(images, statistics);
        },
      };
    },
  };
  return { engine, batches, tested };
}
