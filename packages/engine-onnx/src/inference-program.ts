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

/** How batch norms are computed: by the batch's own moments, or by ones that are handed in. */
type Kind = 'batch' | 'input';

/**
 * A network on ONNX Runtime. It is exported twice at most, when first asked for: with batch norms that take the batch's own moments,
 * and with moments that are inputs, so that other statistics need no other session.
 */
export function inferenceProgram(
  runtime: Runtime,
  network: Network,
  { state: given, threads }: InferenceOptions,
): InferenceProgram {
  const state = completeState(network, undefined, given);
  const norms = batchNorms(network).map(({ name }) => name);
  const sessions = new Map<Kind, Promise<InferenceSession>>();
  const session = (kind: Kind): Promise<InferenceSession> => {
    const known = sessions.get(kind) ?? open(kind);
    sessions.set(kind, known);
    return known;
  };
  const open = (kind: Kind): Promise<InferenceSession> =>
    runtime.InferenceSession.create(exportNetwork(network, { state, normalisation: { kind } }), {
      executionProviders: ['cpu'],
      ...{ intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 },
    });
  const run = async (kind: Kind, images: Float32Array, moments: Moments = new Map()) => {
    const feeds = new Map<string, Tensor>([[IMAGES, toChannelsFirst(runtime, network, images)]]);
    for (const [name, values] of moments) {
      const names = momentNames(name, { kind });
      for (const moment of ['mean', 'variance'] as const) {
        const data = values[moment];
        feeds.set(names[moment], new runtime.Tensor('float32', Float32Array.from(data), [data.length]));
      }
    }
    return (await session(kind)).run(Object.fromEntries(feeds));
  };

  return {
    precision: 'f32',
    threads,
    async infer(images, statistics) {
      checkStatistics(network, checkImages(network, images), statistics);
      const values = (name: string) => state.get(name)!.data;
      const chosen = norms.flatMap((name) => {
        const moments = givenMoments(statistics, name, values);
        return moments === undefined ? [] : [[name, moments] as const];
      });
      const kind = statistics.kind === 'batch' ? 'batch' : 'input';
      return softmax(floats(await run(kind, images, new Map(chosen)), LOGITS), network.classes);
    },
    async moments(images) {
      checkValuesPerChannel(network, checkImages(network, images));
      if (norms.length === 0) return new Map();
      const results = await run('batch', images);
      return new Map(
        norms.map((name) => {
          const { mean, variance } = momentNames(name, BATCH);
          return [name, { mean: floats(results, mean), variance: floats(results, variance) }];
        }),
      );
    },
    async dispose() {
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.all(open.map(async (each) => (await each).release()));
    },
  };
}

const BATCH: Normalisation = { kind: 'batch' };

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
