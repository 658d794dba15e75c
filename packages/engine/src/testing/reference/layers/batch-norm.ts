import { IMAGES } from '@batchmates/network';
import { batchNorm as norm, conv, littleNetwork, relu } from '../little-network.ts';
import { momentsOf, normalize, scaleAndShift } from '../normalize.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/** Batch normalization by the paper's equations 1-4; its gradient goes through the batch's mean and variance. */
export const batchNorm: ReferenceLayer<'batchNorm'> = {
  evaluate({ epsilon }, [input], values) {
    const channels = { count: input.channels, setOf: (i: number) => i % input.channels };
    const moments = momentsOf(input, channels);
    const normalized = normalize(input, channels, { ...(values.moments() ?? moments), epsilon });
    const scaled = scaleAndShift(normalized.output, values.parameter('weight'), values.parameter('bias'));
    return {
      output: scaled.output,
      moments,
      backward(gradient) {
        const { input: flow, parameters } = scaled.backward(gradient);
        return { inputs: [normalized.backward(flow)], parameters };
      },
    };
  },
  networks: [
    littleNetwork('batch norm', [conv('conv', IMAGES, 4), norm('bn', 'conv'), conv('after', 'bn', 3)]),
    littleNetwork('batch norm of images', [norm('bn', IMAGES), conv('conv', 'bn', 4)]),
    littleNetwork('batch norm and relu', [
      conv('conv', IMAGES, 4),
      norm('bn', 'conv', 1e-5, 0.1),
      relu('relu', 'bn'),
      conv('after', 'relu', 3),
    ]),
  ],
};
