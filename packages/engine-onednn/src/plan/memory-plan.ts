import { invariant } from '@batchmates/errors';
import type { PlannedStorage } from './tensor.ts';

/** When a storage is in use: from step `first` to step `last`, both included. */
export interface Lifetime {
  first: number;
  last: number;
}

/** Step `step` may write `output` over `input`; it does when nothing reads `input` later. */
export interface InPlace {
  readonly step: number;
  readonly input: PlannedStorage;
  readonly output: PlannedStorage;
}

/** Byte offsets of storages in one block of memory. */
export interface MemoryPlan {
  readonly bytes: number;
  offsetOf(storage: PlannedStorage): number;
}

/** Offsets are multiples of this: a page, so that no two tensors share a cache line. */
const ALIGNMENT = 4096;

/**
 * Places storages so that those alive at the same time do not overlap: largest first, each at the lowest offset
 * that is free during its lifetime.
 */
export function planMemory(
  lifetimes: ReadonlyMap<PlannedStorage, Lifetime>,
  inPlace: readonly InPlace[],
): MemoryPlan {
  const representative = mergeInPlace(lifetimes, inPlace);
  const blocks = new Map<PlannedStorage, Block>();
  for (const [storage, { first, last }] of lifetimes) {
    const owner = representative(storage);
    const block = blocks.get(owner) ?? { first, last, bytes: roundUp(owner.bytes), offset: 0 };
    block.first = Math.min(block.first, first);
    block.last = Math.max(block.last, last);
    blocks.set(owner, block);
  }
  const bytes = place([...blocks.values()]);
  return {
    bytes,
    offsetOf: (storage) => {
      const block = blocks.get(representative(storage));
      invariant(block, 'a storage is placed only if a step uses it');
      return block.offset;
    },
  };
}

interface Block extends Lifetime {
  readonly bytes: number;
  offset: number;
}

function place(blocks: readonly Block[]): number {
  const placed: Block[] = [];
  for (const block of blocks.toSorted((a, b) => b.bytes - a.bytes)) {
    const neighbours = placed
      .filter(({ first, last }) => first <= block.last && block.first <= last)
      .sort((a, b) => a.offset - b.offset);
    for (const { offset, bytes } of neighbours) {
      if (offset >= block.offset + block.bytes) break;
      block.offset = Math.max(block.offset, offset + bytes);
    }
    placed.push(block);
  }
  return placed.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes), 0);
}

/** Joins an output with its input where the input's last use is the step that makes the output. */
function mergeInPlace(
  lifetimes: ReadonlyMap<PlannedStorage, Lifetime>,
  inPlace: readonly InPlace[],
): (storage: PlannedStorage) => PlannedStorage {
  const parents = new Map<PlannedStorage, PlannedStorage>();
  const root = (storage: PlannedStorage): PlannedStorage => {
    const parent = parents.get(storage);
    return parent === undefined ? storage : root(parent);
  };
  for (const { step, input, output } of inPlace) {
    const fits =
      input.bytes === output.bytes &&
      lifetimes.get(input)?.last === step &&
      lifetimes.get(output)?.first === step &&
      root(input) !== root(output);
    if (fits) parents.set(output, root(input));
  }
  return root;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
