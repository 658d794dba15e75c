import { IMAGES } from '@batchmates/network';
import type { ReferenceMoments } from '../evaluation.ts';
import { add, batchNorm as norm, conv, ghostNorm, littleNetwork, relu } from '../little-network.ts';
import { accumulate } from '../feature-map.ts';
import { momentsOf, normalize, scaleAndShift } from '../normalize.ts';
import type { ReferenceLayer } from '../reference-layer.ts';

/**
 * Batch normalization by the paper's equations 1-4; its gradient goes through the batch's mean and variance. In training those of
 * each ghost group (Hoffer et al. 2017, algorithm 1) stand in place of the batch's.
 */
export const batchNorm: ReferenceLayer<'batchNorm'> = {
  evaluate({ epsilon, ghost }, [input], values) {
    const { batch, channels } = input;
    const given = values.moments();
    const groups = given === undefined && values.training && ghost !== undefined ? batch / ghost : 1;
    const groupLength = input.data.length / groups;
    const sets = {
      count: groups * channels,
      setOf: (i: number) => Math.floor(i / groupLength) * channels + (i % channels),
    };
    const ofSets = momentsOf(input, sets);
    const moments = { mean: overGroups(ofSets.mean, groups), variance: overGroups(ofSets.variance, groups) };
    const normalized = normalize(input, sets, {
      ...(given ?? ofSets),
      epsilon,
      given: given !== undefined,
    });
    return { ...scaleAndShift(normalized, values), moments };
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
    littleNetwork('ghost batch norm', [
      conv('conv', IMAGES, 4),
      ghostNorm('bn', 'conv', 2),
      conv('after', 'bn', 3),
    ]),
    littleNetwork('ghost batch norm of images', [ghostNorm('bn', IMAGES, 2), conv('conv', 'bn', 4)]),
    littleNetwork('ghost batch norms of one image, of all, and relus', [
      conv('conv', IMAGES, 20),
      ghostNorm('bn', 'conv', 1),
      relu('relu', 'bn'),
      conv('other', 'relu', 20),
      ghostNorm('bn2', 'other', 4),
      add('sum', 'bn2', 'relu'),
      relu('relu2', 'sum'),
      ghostNorm('bn3', 'relu2', 2),
      relu('last', 'bn3'),
    ]),
  ],
};

/** The mean over groups of what each has per channel, `[groups * channels]` to `[channels]`. */
function overGroups(values: ReferenceMoments['mean'], groups: number): Float64Array {
  const channels = values.length / groups;
  const mean = new Float64Array(channels);
  values.forEach((value, set) => accumulate(mean, set % channels, value / groups));
  return mean;
}
