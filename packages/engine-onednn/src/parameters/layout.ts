import { invariant } from '@batchmates/errors';
import { elements } from '@batchmates/network';
import { elementBytes, type DataType } from '../library/constants.ts';
import type { Descriptor, Session } from '../library/dnnl.ts';

/** A tensor in row-major order of its own dimensions: the canonical layout of parameters. */
export function rowMajor(session: Session, shape: readonly number[], type: DataType): Descriptor {
  const strides = shape.map((_, i) => elements(shape.slice(i + 1)));
  return session.describe(shape, type, strides);
}

/** Whether a layout has no bytes but the tensor's own, such as channels that fill a block up. */
export function isDense(session: Session, descriptor: Descriptor): boolean {
  return session.bytes(descriptor) === elements(descriptor.shape) * elementBytes[descriptor.type];
}

/** A map `[batch, channels, height, width]` stored channels-last, as images come. */
export function channelsLast(session: Session, shape: readonly number[], type: DataType): Descriptor {
  const { channels, height, width } = extentsOf(shape);
  return session.describe(shape, type, [height * width * channels, 1, width * channels, channels]);
}

/** The extents of a map's shape `[batch, channels, height, width]`, by name. */
export function extentsOf(shape: readonly number[]) {
  invariant(shape.length === 4, `a map has four extents, not ${shape.length}`);
  const [batch, channels, height, width] = shape as readonly [number, number, number, number];
  return { batch, channels, height, width };
}
