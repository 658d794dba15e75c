import {
  optimizerSlots,
  slotName,
  STEP_COUNT,
  usesStepCount,
  type Optimizer,
  type State,
} from '@batchmates/engine';
import { batchNorms, type Network } from '@batchmates/model-zoo';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { MomentTensors } from './layers/layer.ts';
import { optimizerUpdate } from './optimizer-update.ts';
import { parameterLayout, toCanonical, toLibrary, type ParameterPlace } from './parameter-layout.ts';

/**
 * Everything that training changes, as a few flat vectors, so that an optimizer step is a few operations whatever
 * the number of layers.
 */
export interface StateVectors {
  /** A parameter in the library's layout; belongs to this object and lives until the next change. */
  parameter(name: string): Tensor;
  /** Running moments of a batch norm; they live until the next change. */
  running(batchNorm: string): MomentTensors;
  /** One optimizer step; a parameter without a gradient has gradient 0. */
  update(gradients: ReadonlyMap<string, Tensor>, learningRate: number): void;
  /** Moves the running moments towards those of a batch. */
  follow(moments: ReadonlyMap<string, MomentTensors>): void;
  read(): State;
  /** `state` must be whole. */
  write(state: State): void;
  dispose(): void;
}

type VectorName = 'parameters' | 'velocity' | 'square_average' | 'running_mean' | 'running_var';

/** Makes the vectors of a network from a whole state. */
export function stateVectors(network: Network, optimizer: Optimizer, initial: State): StateVectors {
  const places = parameterLayout(network);
  const statistics = statisticsLayout(network);
  const slots = optimizerSlots(optimizer).map(({ name }) => name);
  const vectors = new Map<VectorName, Tensor1D>();
  const slices = new Map<string, Tensor>();
  const decay = decayVector(places, optimizer.weightDecay);
  const momentum = momentumVector(statistics);
  let count = 0;

  const vector = (name: VectorName): Tensor1D => {
    const known = vectors.get(name);
    if (known === undefined) throw new Error(`internal: no vector "${name}"`);
    return known;
  };
  const replace = (name: VectorName, fresh: Tensor1D): void => {
    vectors.get(name)?.dispose();
    vectors.set(name, tf.keep(fresh));
    for (const slice of slices.values()) slice.dispose();
    slices.clear();
  };
  const slice = (name: string, from: VectorName, { offset, size, shape }: Part): Tensor => {
    const known = slices.get(name);
    if (known !== undefined) return known;
    const fresh = tf.keep(tf.tidy(() => tf.reshape(tf.slice(vector(from), offset, size), shape)));
    slices.set(name, fresh);
    return fresh;
  };
  const parts = new Map(places.map((it) => [it.name, { ...it, shape: it.libraryShape }]));
  const statisticParts = new Map(statistics.map((it) => [it.name, { ...it, shape: [it.size] }]));

  const self: StateVectors = {
    parameter: (name) => slice(name, 'parameters', find(parts, name)),
    running: (name) => ({
      mean: slice(`${name}.running_mean`, 'running_mean', find(statisticParts, name)) as Tensor1D,
      variance: slice(`${name}.running_var`, 'running_var', find(statisticParts, name)) as Tensor1D,
    }),
    update(gradients, learningRate) {
      count++;
      const before = {
        parameters: vector('parameters'),
        velocity: vectors.get('velocity'),
        square_average: vectors.get('square_average'),
      };
      tf.tidy(() => {
        const gradient = tf.concat1d(
          places.map(({ name, size }) => tf.reshape(gradients.get(name) ?? tf.zeros([size]), [size])),
        );
        const after = optimizerUpdate(before, { optimizer, gradient, decay, learningRate, count });
        for (const name of ['parameters', ...slots] as const) {
          const fresh = after[name];
          if (fresh !== undefined) replace(name, fresh);
        }
      });
    },
    follow(moments) {
      if (statistics.length === 0) return;
      tf.tidy(() => {
        const blend = (name: 'running_mean' | 'running_var', of: keyof MomentTensors) => {
          const batch = tf.concat1d(statistics.map((it) => find(moments, it.name)[of]));
          const old = vector(name);
          replace(name, tf.add(old, tf.mul(momentum, tf.sub(batch, old))));
        };
        blend('running_mean', 'mean');
        blend('running_var', 'variance');
      });
    },
    read() {
      const values = new Map([...vectors].map(([name, it]) => [name, it.dataSync<'float32'>()]));
      const parametersOf = (from: VectorName, rename: (name: string) => string) =>
        places.map((place) => {
          const data = toCanonical(place, find(values, from));
          return [rename(place.name), { shape: place.canonicalShape, data }] as const;
        });
      return new Map([
        ...parametersOf('parameters', (name) => name),
        ...statistics.flatMap(({ name, offset, size }) =>
          (['running_mean', 'running_var'] as const).map((from) => {
            const data = find(values, from).slice(offset, offset + size);
            return [`${name}.${from}`, { shape: [size], data }] as const;
          }),
        ),
        ...slots.flatMap((slot) => parametersOf(slot, (name) => slotName(slot, name))),
        ...(usesStepCount(optimizer)
          ? [[STEP_COUNT, { shape: [], data: Float32Array.of(count) }] as const]
          : []),
      ]);
    },
    write(state) {
      const total = (of: readonly { readonly size: number }[]) => of.reduce((sum, { size }) => sum + size, 0);
      const flat = (rename: (name: string) => string) => {
        const values = new Float32Array(total(places));
        for (const place of places) toLibrary(place, find(state, rename(place.name)).data, values);
        return tf.tensor1d(values);
      };
      replace(
        'parameters',
        flat((name) => name),
      );
      for (const slot of slots)
        replace(
          slot,
          flat((name) => slotName(slot, name)),
        );
      for (const from of ['running_mean', 'running_var'] as const) {
        const values = new Float32Array(total(statistics));
        for (const { name, offset } of statistics) values.set(find(state, `${name}.${from}`).data, offset);
        replace(from, tf.tensor1d(values));
      }
      count = state.get(STEP_COUNT)?.data[0] ?? 0;
    },
    dispose() {
      for (const tensor of [...vectors.values(), ...slices.values(), decay, momentum]) tensor?.dispose();
      vectors.clear();
      slices.clear();
    },
  };
  self.write(initial);
  return self;
}

interface Part {
  readonly offset: number;
  readonly size: number;
  readonly shape: number[];
}

interface StatisticPlace {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly momentum: number;
}

function statisticsLayout(network: Network): readonly StatisticPlace[] {
  const momenta = new Map(
    network.layers.flatMap((layer) => (layer.kind === 'batchNorm' ? [[layer.name, layer.momentum]] : [])),
  );
  let offset = 0;
  return batchNorms(network).map(({ name, channels: size }) => {
    const place = { name, offset, size, momentum: find(momenta, name) };
    offset += size;
    return place;
  });
}

function momentumVector(statistics: readonly StatisticPlace[]): Tensor1D {
  return tf.keep(
    tf.tensor1d(
      statistics.flatMap(({ size, momentum }) => Array<number>(size).fill(momentum)),
      'float32',
    ),
  );
}

function decayVector(places: readonly ParameterPlace[], weightDecay: number): Tensor1D | undefined {
  if (weightDecay === 0) return undefined;
  const values = places.flatMap(({ size, decays }) => Array<number>(size).fill(decays ? weightDecay : 0));
  return tf.keep(tf.tensor1d(values, 'float32'));
}

function find<Item>(items: ReadonlyMap<string, Item>, name: string): Item {
  const item = items.get(name);
  if (item === undefined) throw new Error(`internal: nothing is called "${name}"`);
  return item;
}
