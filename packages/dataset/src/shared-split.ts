import { invariant } from '@batchmates/errors';
import type { SharedSplit, Split } from './dataset.ts';

/** Opens a split over the memory that another thread shares. Throws (internal) when an index is out of range. */
export function splitFromShared(shared: SharedSplit): Split {
  const { name, ids, labels, trueLabels, shards, shard, start, bytes } = shared;
  return {
    name,
    length: labels.length,
    labels,
    ...(trueLabels !== undefined && { trueLabels }),
    id(index) {
      const id = ids[index];
      invariant(id !== undefined, `image ${index} of split ${name}, which has ${labels.length}`);
      return id;
    },
    image(index) {
      const from = start[index];
      invariant(from !== undefined, `image ${index} of split ${name}, which has ${labels.length}`);
      return shards[shard[index]!]!.subarray(from, from + bytes[index]!);
    },
    shared,
  };
}
