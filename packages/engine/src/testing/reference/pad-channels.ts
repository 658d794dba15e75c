import type { PadChannelsLayer } from '@batchmates/network';
import type { Evaluation } from './evaluation.ts';
import { at, mapOf, zeros, type FeatureMap } from './feature-map.ts';

/** Appends zero channels. */
export function padChannels(layer: PadChannelsLayer, input: FeatureMap): Evaluation {
  const output = zeros(input, { channels: layer.channels });
  const padded = (i: number) => Math.floor(i / input.channels) * layer.channels + (i % input.channels);
  input.data.forEach((value, i) => (output.data[padded(i)] = value));
  return {
    output,
    backward: (gradient) => ({
      inputs: [mapOf(input, (i) => at(gradient.data, padded(i)))],
      parameters: {},
    }),
  };
}
