import { elements, parameterSpecs, type Network } from '@batchmates/network';
import { randomStream } from '@batchmates/random';
import type { Optimizer } from './optimizer.ts';
import type { State, Tensor } from './state.ts';
import { stateSpecs } from './state-specs.ts';

/**
 * The state every program starts from, equal on every engine: convolution and dense weights drawn from
 * N(0, 2 / fanIn), untruncated (He et al. 2015), each from a stream of its own; gamma 1; beta and biases 0; running
 * mean 0 and variance 1; and, when an optimizer is given, its slots at their start.
 */
export function initialState(network: Network, seed: number, optimizer?: Optimizer): State {
  const fanIns = new Map(parameterSpecs(network).map(({ name, fanIn }) => [name, fanIn]));
  return new Map(
    stateSpecs(network, optimizer).map(({ name, shape, start }) => [
      name,
      start === undefined ? heNormal({ shape, fanIn: fanIns.get(name)!, seed, name }) : filled(shape, start),
    ]),
  );
}

function filled(shape: readonly number[], value: number): Tensor {
  return { shape, data: new Float32Array(elements(shape)).fill(value) };
}

interface WeightOptions {
  readonly shape: readonly number[];
  readonly fanIn: number;
  readonly seed: number;
  readonly name: string;
}

function heNormal({ shape, fanIn, seed, name }: WeightOptions): Tensor {
  const stream = randomStream(seed, 'initial weights', name);
  const deviation = Math.sqrt(2 / fanIn);
  return { shape, data: Float32Array.from({ length: elements(shape) }, () => deviation * stream.normal()) };
}
