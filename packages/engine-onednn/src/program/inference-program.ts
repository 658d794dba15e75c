import {
  checkImages,
  checkStatistics,
  checkValuesPerChannel,
  softmax,
  unmixed,
  type FixedStatistics,
  type InferenceProgram,
  type Moments,
  type Statistics,
} from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { batchNorms } from '@batchmates/network';
import { match } from 'ts-pattern';
import type { WeightCopies } from '../parameters/weight-copies.ts';
import { Inferences } from './inferences.ts';
import type { ProgramParts } from './program-parts.ts';

/** A program that infers, and what a training program builds on. */
export interface OneDnnInference extends InferenceProgram {
  /** Begins a call: throws a `UserError` after `dispose`, and sets the program's number of threads. */
  enter(): void;
  /** Tells that parameters changed. */
  parametersChanged(): void;
}

/** Prepares inference; its plans are lowered when they are first needed, one for each count of images. */
export function inferenceProgram(given: ProgramParts, trainingCopies?: WeightCopies): OneDnnInference {
  const { dnnl, session, parts, running, threads, type } = given;
  const { network } = parts;
  const inferences = new Inferences(given, trainingCopies);
  const hasBatchNorm = batchNorms(network).length > 0;
  let disposed = false;

  const logitsOf = (images: Float32Array, count: number, statistics: Statistics): Float32Array => {
    const inference = match(unmixed(network, statistics))
      .with({ kind: 'batch' }, () =>
        // Without batch norm there is nothing to choose between: one plan serves all.
        hasBatchNorm
          ? inferences.withBatchStatistics(count)
          : inferences.withFixedStatistics(count, new Map()),
      )
      .with({ kind: 'running' }, { kind: 'fixed' }, (fixed) =>
        inferences.withFixedStatistics(count, momentsOf(fixed)),
      )
      .with({ kind: 'mixed' }, ({ batch, others }) =>
        inferences.withMixedStatistics(count, new Set(batch), momentsOf(others)),
      )
      .exhaustive();
    return inference.run(images);
  };
  const momentsOf = (fixed: FixedStatistics): Moments =>
    fixed.kind === 'running' ? running.moments() : fixed.moments;
  const enter = () => {
    if (disposed) {
      throw new UserError({
        code: 'engine/disposed',
        what: `program of network "${network.name}"`,
        expected: 'one that is not disposed of',
      });
    }
    dnnl.useThreads(threads);
  };

  return {
    precision: type,
    threads,
    enter,
    parametersChanged: () => inferences.parametersChanged(),
    async infer(images, statistics) {
      enter();
      const count = checkImages(network, images);
      checkStatistics(network, count, statistics);
      return softmax(logitsOf(images, count, statistics), network.classes);
    },
    async moments(images) {
      enter();
      const count = checkImages(network, images);
      if (!hasBatchNorm) return new Map();
      checkValuesPerChannel(network, count);
      const inference = inferences.withBatchStatistics(count);
      inference.run(images);
      return inference.moments();
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      session.dispose();
      inferences.clear();
    },
  };
}
