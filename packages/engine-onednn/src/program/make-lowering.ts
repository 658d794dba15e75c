import { invariant } from '@batchmates/errors';
import { IMAGES } from '@batchmates/network';
import type { DataType } from '../library/constants.ts';
import type { Lowering } from '../operations/lowering.ts';
import { channelsLast } from '../parameters/layout.ts';
import type { ParameterStore } from '../parameters/parameter-store.ts';
import type { WeightCopies } from '../parameters/weight-copies.ts';
import type { PlanBuilder } from '../plan/plan-builder.ts';
import type { Tensor } from '../plan/tensor.ts';
import type { StatisticsStore } from '../statistics/statistics-store.ts';
import type { NetworkParts } from './network-parts.ts';

/** Everything a pass through a network is lowered with. */
export interface LoweringParts {
  readonly builder: PlanBuilder;
  readonly parts: NetworkParts;
  readonly batch: number;
  readonly propagation: Lowering['propagation'];
  readonly training: Lowering['training'];
  readonly frozenStatistics?: Lowering['frozenStatistics'];
  readonly type: DataType;
  readonly store: ParameterStore;
  readonly copies: WeightCopies;
  /** Receives the batch statistics, or holds the given ones. */
  readonly statistics: Pick<StatisticsStore, 'tensors'>;
}

/** A lowering at its beginning: only the images are there. */
export interface OpenLowering {
  readonly lowering: Lowering;
  /** Float32 `[batch, channels, height, width]`, channels-last in memory: images as they come. */
  readonly images: Tensor;
  /** Makes a value known to later operations. */
  define(name: string, value: Tensor): void;
}

/** Opens the lowering of a network. */
export function makeLowering(given: LoweringParts): OpenLowering {
  const { builder, parts, batch, propagation, training, type, store, copies, statistics } = given;
  const { frozenStatistics = false } = given;
  const { session } = builder;
  const images = builder.tensor(channelsLast(session, parts.shapeOf(IMAGES, batch), 'f32'));
  const values = new Map<string, Tensor>([[IMAGES, images]]);
  return {
    images,
    define: (name, value) => void values.set(name, value),
    lowering: {
      ...{ builder, session, batch, propagation, training, frozenStatistics, type },
      shapeOf: (value) => parts.shapeOf(value, batch),
      value: (name) => known(values, name),
      latestLayout: ({ shape, type: wanted }) =>
        [...values.values()]
          .map(({ descriptor }) => descriptor)
          .findLast((of) => of.type === wanted && of.shape.join() === shape.join()),
      needsGradient: (value) => parts.needsGradient(value),
      parameter: (name) => store.tensor('value', name),
      gradient: (name) => store.tensor('gradient', name),
      weight: (name, descriptor) => copies.weight(name, descriptor),
      statistics: (name, group) => statistics.tensors(name, group),
    },
  };
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  invariant(value, `"${name}" is lowered before it is used`);
  return value;
}
