import { planOf, type BatchPlan } from '@batchmates/batching';
import type { ConfidentBatch } from './confident-batches.ts';

/** A confident batch in which probes took the places of some images. The class of a taken slot is then missing. */
export interface Placement {
  /** Which confident batch. */
  readonly batch: number;
  readonly probes: readonly { readonly image: number; readonly slot: number }[];
}

/** How probes are distributed over confident batches. */
export interface CirculationShape {
  readonly classes: number;
  /** Confident batches there are. */
  readonly batches: number;
  /** Confident batches that each probe goes through. */
  readonly batchesPerProbe: number;
}

/** Each probe in every slot of some confident batches, which the probes take in turn. */
export function singlePlacements(probes: readonly number[], shape: CirculationShape): Placement[] {
  return probes.flatMap((image, index) =>
    batchesOf(index, shape).flatMap((batch) =>
      slots(shape).map((slot) => ({ batch, probes: [{ image, slot }] })),
    ),
  );
}

/**
 * Probes two by two, at every position: the first in each slot, the second at a distance that varies from pair to
 * pair. An odd last probe is left over, and so is every position in which a missing class is a probe's own.
 */
export function pairPlacements(
  probes: readonly number[],
  shape: CirculationShape,
  labels: ArrayLike<number>,
): Placement[] {
  const { classes } = shape;
  if (classes < 2) return [];
  return Array.from({ length: Math.floor(probes.length / 2) }).flatMap((_, pair) => {
    const images = [probes[2 * pair]!, probes[2 * pair + 1]!];
    const distance = 1 + (pair % (classes - 1));
    const own = images.map((image) => labels[image]);
    return batchesOf(pair, shape).flatMap((batch) =>
      slots(shape)
        .map((slot) => [slot, (slot + distance) % classes])
        .filter((taken) => !taken.some((slot) => own.includes(slot)))
        .map((taken) => ({
          batch,
          probes: images.map((image, index) => ({ image, slot: taken[index]! })),
        })),
    );
  });
}

/** One batch per placement. Only the probes count. */
export function placementPlan(
  placements: readonly Placement[],
  batches: readonly ConfidentBatch[],
): BatchPlan {
  return planOf(
    placements.map(({ batch, probes }) => {
      const places = batches[batch]!.images.map((image) => ({ image, counts: false }));
      for (const { image, slot } of probes) places[slot] = { image, counts: true };
      return places;
    }),
  );
}

function batchesOf(turn: number, { batches, batchesPerProbe }: CirculationShape): number[] {
  const several = Math.min(batches, batchesPerProbe);
  return Array.from({ length: several }, (_, step) => (turn * several + step) % batches);
}

function slots({ classes }: CirculationShape): number[] {
  return Array.from({ length: classes }, (_, slot) => slot);
}
