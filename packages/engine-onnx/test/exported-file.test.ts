import { allRunningMoments, initialState, softmax, type State } from '@batchmates/engine';
import { defaultTolerance, expectClose, testNetworks, toBeAllclose } from '@batchmates/engine/testing';
import type { Network } from '@batchmates/network';
import { exportNetwork } from '@batchmates/onnx';
import { randomStream } from '@batchmates/random';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { load } from './load.ts';

expect.extend({ toBeAllclose });

const COUNT = 3;

/** Initial parameters, and running statistics that are not at their start. */
function sampleState(network: Network): State {
  const state = initialState(network, 1);
  const stream = randomStream(1, 'running statistics');
  for (const { mean, variance } of allRunningMoments(network, state).values()) {
    mean.forEach((_, channel) => (mean[channel] = stream.normal()));
    variance.forEach((_, channel) => (variance[channel] = 0.5 + stream.uniform()));
  }
  return state;
}

/** The same noise in both orders. */
function sampleImages({ input }: Network) {
  const { height, width, channels } = input;
  const stream = randomStream(1, 'images');
  const channelsFirst = Float32Array.from({ length: COUNT * height * width * channels }, () =>
    stream.normal(),
  );
  const channelsLast = channelsFirst.map((_, at) => {
    const [channel, pixel] = [at % channels, Math.floor(at / channels) % (height * width)];
    const image = Math.floor(at / (height * width * channels));
    return channelsFirst[(image * channels + channel) * height * width + pixel]!;
  });
  return { channelsFirst, channelsLast };
}

describe('an exported file with constant moments gives the answers of the network', () => {
  test.each(testNetworks.map((network) => [network.name, network] as const))('%s', async (_, network) => {
    const state = sampleState(network);
    const { channelsFirst, channelsLast } = sampleImages(network);
    const normalisation = { kind: 'constant', moments: allRunningMoments(network, state) } as const;
    const session = await ort.InferenceSession.create(exportNetwork(network, { state, normalisation }));
    expect([session.inputNames, session.outputNames]).toEqual([['images'], ['logits']]);
    const { height, width, channels } = network.input;
    const images = new ort.Tensor('float32', channelsFirst, [COUNT, channels, height, width]);
    const { logits } = await session.run({ images });
    expect(logits!.dims).toEqual([COUNT, network.classes]);
    const answers = softmax(logits!.data as Float32Array, network.classes);

    const program = await (await load()).compileInference(network, { state, precision: 'f32', threads: 1 });
    const wanted = await program.infer(channelsLast, { kind: 'running' });
    await Promise.all([program.dispose(), session.release()]);
    expectClose(answers, wanted, defaultTolerance('f32'), 'probabilities');
  });
});
