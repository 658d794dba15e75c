import {
  checkImages,
  checkStatistics,
  checkValuesPerChannel,
  givenMoments,
  oneValue,
  softmax,
  type InferenceProgram,
  type Moments,
  type Statistics,
} from '@batchmates/engine';
import { momentNames, type NormalisationByLayer } from '@batchmates/onnx';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { imageTensor } from './image-tensor.ts';
import { refusal, Sessions, type Computing } from './sessions.ts';
import type { Source } from './source.ts';

/**
 * A network or model on ONNX Runtime. Moments that are not the batch's own are inputs of the graph, so that other moments need no other
 * session.
 */
export function inferenceProgram(source: Source, computing: Computing): InferenceProgram {
  const { checked, batchNorms, classes } = source;
  const { runtime, threads } = computing;
  const sessions = new Sessions(source, computing);

  /** A pass in which batch norms without given moments take the batch's own. */
  const pass = async (images: Float32Array, moments: Moments): Promise<Pass> => {
    const count = checkImages(checked, images);
    const batch = batchNorms.filter((name) => !moments.has(name));
    const normalisation: NormalisationByLayer = { kind: 'by layer', batch };
    const feeds: Record<string, Tensor> = { [source.names.images]: imageTensor(runtime, source, images) };
    for (const [name, values] of moments) {
      const names = momentNames(name, normalisation);
      for (const moment of ['mean', 'variance'] as const) {
        const data = Float32Array.from(values[moment]);
        feeds[names[moment]] = new runtime.Tensor('float32', data, [data.length]);
      }
    }
    const session = await sessions.get(normalisation);
    const results = await session.run(feeds).catch((cause: unknown) => {
      throw refusal(source, cause);
    });
    const passed = { normalisation, results };
    if (count === 1) checkVariances(source, passed);
    return passed;
  };

  return {
    precision: 'f32',
    threads,
    async infer(images, statistics) {
      const count = checkImages(checked, images);
      checkStatistics(checked, count, statistics);
      const { results } = await pass(images, momentsGiven(source, statistics));
      const answers = floats(source, results, source.names.answers, count * classes);
      return source.answers === 'logits' ? softmax(answers, classes) : answers;
    },
    async moments(images) {
      checkValuesPerChannel(checked, checkImages(checked, images));
      if (batchNorms.length === 0) return new Map();
      const passed = await pass(images, new Map());
      return new Map(batchNorms.map((name) => [name, momentsOf(source, passed, name)]));
    },
    dispose: () => sessions.close(),
  };
}

/** What a pass gave. */
interface Pass {
  readonly normalisation: NormalisationByLayer;
  readonly results: InferenceSession.OnnxValueMapType;
}

/** The moments of every batch norm that does not take the batch's. */
function momentsGiven({ batchNorms, running }: Source, statistics: Statistics): Moments {
  const given = batchNorms.flatMap((name) => {
    const moments = givenMoments(statistics, name, running);
    return moments === undefined ? [] : [[name, moments] as const];
  });
  return new Map(given);
}

function momentsOf(source: Source, { normalisation, results }: Pass, batchNorm: string) {
  const { mean, variance } = momentNames(batchNorm, normalisation);
  return { mean: floats(source, results, mean), variance: floats(source, results, variance) };
}

/** Of a model it is not known how many positions a batch norm sees; all variances of one image are 0 where it sees one. */
function checkVariances(source: Source, passed: Pass): void {
  for (const batchNorm of passed.normalisation.batch) {
    const { variance } = momentsOf(source, passed, batchNorm);
    if (variance.every((each) => each === 0)) throw oneValue(source.checked, batchNorm);
  }
}

/** A copy of a float32 output; throws a `UserError` (`engine/onnx`) where it has another length than `length`. */
function floats(
  source: Source,
  results: InferenceSession.OnnxValueMapType,
  name: string,
  length?: number,
): Float32Array {
  const data = results[name]?.data;
  if (data instanceof Float32Array && (length ?? data.length) === data.length) return data.slice();
  throw refusal(
    source,
    new Error(
      `output "${name}" has ${data === undefined ? 'no' : data.length} values, expected ${length ?? 'some'} in float32`,
    ),
  );
}
