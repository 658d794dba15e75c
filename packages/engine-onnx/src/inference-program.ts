import {
  checkImages,
  checkStatistics,
  checkValuesPerChannel,
  completeState,
  givenMoments,
  softmax,
  type InferenceOptions,
  type InferenceProgram,
  type Moments,
} from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import { batchNorms, IMAGES, type Network } from '@batchmates/network';
import { exportNetwork, LOGITS, momentNames, type Normalisation } from '@batchmates/onnx';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Runtime } from './runtime.ts';

/** Sessions that a program keeps, each with a copy of the weights: more would only serve mixes that come back. */
const SESSIONS = 4;

/**
 * A network on ONNX Runtime. It is exported once for every set of batch norms that take the batch's own moments, when first asked for; those of
 * the others are inputs, so that other moments need no other session.
 */
export function inferenceProgram(
  runtime: Runtime,
  network: Network,
  { state: given, threads }: InferenceOptions,
): InferenceProgram {
  const state = completeState(network, undefined, given);
  const norms = batchNorms(network).map(({ name }) => name);
  const sessions = new Map<string, InferenceSession>();

  const sessionFor = async (normalisation: Normalisation): Promise<InferenceSession> => {
    const key = JSON.stringify(normalisation);
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const opened = await runtime.InferenceSession.create(exportNetwork(network, { state, normalisation }), {
      executionProviders: ['cpu'],
      ...{ intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 },
    });
    const [oldest] = sessions;
    if (oldest !== undefined && sessions.size >= SESSIONS) {
      sessions.delete(oldest[0]);
      await oldest[1].release();
    }
    sessions.set(key, opened);
    return opened;
  };

  /** A pass in which batch norms without given moments take the batch's own. */
  const pass = async (images: Float32Array, moments: Moments): Promise<Pass> => {
    const batch = norms.filter((name) => !moments.has(name));
    const normalisation: Normalisation = { kind: 'by layer', batch };
    const feeds: Record<string, Tensor> = { [IMAGES]: toChannelsFirst(runtime, network, images) };
    for (const [name, values] of moments) {
      const names = momentNames(name, normalisation);
      for (const moment of ['mean', 'variance'] as const) {
        const data = Float32Array.from(values[moment]);
        feeds[names[moment]] = new runtime.Tensor('float32', data, [data.length]);
      }
    }
    return { normalisation, results: await (await sessionFor(normalisation)).run(feeds) };
  };

  return {
    precision: 'f32',
    threads,
    async infer(images, statistics) {
      checkStatistics(network, checkImages(network, images), statistics);
      const values = (name: string) => state.get(name)!.data;
      const given = norms.flatMap((name) => {
        const moments = givenMoments(statistics, name, values);
        return moments === undefined ? [] : [[name, moments] as const];
      });
      const { results } = await pass(images, new Map(given));
      return softmax(floats(results, LOGITS), network.classes);
    },
    async moments(images) {
      checkValuesPerChannel(network, checkImages(network, images));
      if (norms.length === 0) return new Map();
      const { normalisation, results } = await pass(images, new Map());
      return new Map(
        norms.map((name) => {
          const { mean, variance } = momentNames(name, normalisation);
          return [name, { mean: floats(results, mean), variance: floats(results, variance) }];
        }),
      );
    },
    async dispose() {
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.all(open.map((each) => each.release()));
    },
  };
}

/** What a pass gave. */
interface Pass {
  readonly normalisation: Normalisation;
  readonly results: InferenceSession.OnnxValueMapType;
}

/** `[batch, height, width, channels]` as a tensor `[batch, channels, height, width]`. */
function toChannelsFirst(runtime: Runtime, { input }: Network, images: Float32Array): Tensor {
  const { height, width, channels } = input;
  const pixels = height * width;
  const count = images.length / (pixels * channels);
  const data = new Float32Array(images.length);
  for (let image = 0; image < count; image++) {
    const start = image * pixels * channels;
    for (let channel = 0; channel < channels; channel++) {
      const plane = start + channel * pixels;
      for (let pixel = 0; pixel < pixels; pixel++) {
        data[plane + pixel] = images[start + pixel * channels + channel]!;
      }
    }
  }
  return new runtime.Tensor('float32', data, [count, channels, height, width]);
}

/** A copy of a float32 output. */
function floats(results: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = results[name]?.data;
  invariant(data instanceof Float32Array, `the session gives "${name}"`);
  return data.slice();
}
