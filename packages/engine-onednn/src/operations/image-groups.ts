import { invariant } from '@batchmates/errors';
import { channelsLast, extentsOf } from '../parameters/layout.ts';
import { sliceOf, type Tensor } from '../plan/tensor.ts';
import type { Lowering } from './lowering.ts';

/** A map, or a copy of it in another layout, in which the bytes of one image follow those of the one before it. */
export function imageByImage({ builder, session }: Lowering, map: Tensor, label: string): Tensor {
  if (groupOf({ session }, map, map.descriptor.shape[0]!) !== undefined) return map;
  const { shape, type } = map.descriptor;
  return builder.as(map, channelsLast(session, shape, type), label);
}

/** So many equal groups of consecutive images of a map that `imageByImage` gave, or of one in its layout: views of its memory. */
export function imageGroups(
  { session }: Pick<Lowering, 'session'>,
  map: Tensor,
  groups: number,
): readonly Tensor[] {
  if (groups === 1) return [map];
  const group = groupOf({ session }, map, groups);
  invariant(group, 'a map that is divided is stored image by image');
  const bytes = session.bytes(group);
  return Array.from({ length: groups }, (_, index) => sliceOf(map, group, index * bytes));
}

/** Layout of one group of images, which is that of the map; undefined where a group is no stretch of its memory. */
function groupOf({ session }: Pick<Lowering, 'session'>, { descriptor }: Tensor, groups: number) {
  const { batch } = extentsOf(descriptor.shape);
  const shape = [batch / groups, ...descriptor.shape.slice(1)];
  const group = session.part(descriptor, shape, [0, 0, 0, 0]);
  return group !== undefined && session.bytes(group) * groups === session.bytes(descriptor)
    ? group
    : undefined;
}
