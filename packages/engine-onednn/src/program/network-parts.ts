import { inferShapes, layersWithGradient, type Network } from '@batchmates/network';
import { invariant } from '@batchmates/errors';
import { schedule, type Operation } from './schedule.ts';

/** A network prepared for lowering at any batch size. */
export interface NetworkParts {
  readonly network: Network;
  readonly operations: readonly Operation[];
  /** `[batch, channels, height, width]` of a value. */
  shapeOf(value: string, batch: number): readonly number[];
  needsGradient(value: string): boolean;
}

/** Checks shapes (throws a `UserError`) and finds the order of operations. */
export function networkParts(network: Network): NetworkParts {
  const shapes = inferShapes(network);
  const withGradient = layersWithGradient(network);
  return {
    network,
    operations: schedule(network),
    shapeOf: (value, batch) => {
      const shape = shapes.get(value);
      invariant(shape, `value "${value}" has a shape`);
      return [batch, shape.channels, shape.height, shape.width];
    },
    needsGradient: (value) => withGradient.has(value),
  };
}
