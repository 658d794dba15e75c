import { mostProbable } from '@batchmates/protocols';
import type { CirculateGrid, CirculateRow } from '@batchmates/results';
import { answerBatches, type BatchRunner } from './answer-batches.ts';
import type { ConfidentBatch } from './confident-batches.ts';
import { placementPlan, type Placement } from './placement.ts';
import type { Probes } from './probes.ts';
import type { Inferred } from './two-inferences.ts';

/** What the grids are drawn from. */
export interface GridsRequest {
  readonly batches: readonly ConfidentBatch[];
  readonly probes: Probes;
  readonly standard: Inferred;
  /** Grids of each kind: the first probes, which are in random order, so that none is picked for its looks. */
  readonly examples: number;
}

/** Circulates examples through confident batches, with the answers for every image of every batch (Figure 4). */
export async function drawGrids(runner: BatchRunner, request: GridsRequest): Promise<CirculateGrid[]> {
  const { weak, strong } = request.probes;
  const grids: CirculateGrid[] = [];
  for (let example = 0; example < request.examples; example++) {
    const choices = [
      { kind: 'weak', images: weak.slice(example, example + 1), size: 1 },
      { kind: 'strong', images: strong.slice(example, example + 1), size: 1 },
      { kind: 'two-weak', images: weak.slice(2 * example, 2 * example + 2), size: 2 },
    ] as const;
    for (const { kind, images, size } of choices) {
      if (images.length < size) continue;
      grids.push({ kind, ...(await drawGrid(runner, request, { example, images })) });
    }
  }
  return grids;
}

async function drawGrid(
  runner: BatchRunner,
  { batches, standard }: GridsRequest,
  { example, images }: { readonly example: number; readonly images: readonly number[] },
): Promise<Omit<CirculateGrid, 'kind'>> {
  const batch = example % batches.length;
  const base = batches[batch]!;
  const { classes, labels, predicted } = standard;
  const placements = base.images.map((_, slot) => ({
    batch,
    probes: images.map((image, index) => ({ image, slot: (slot + index) % classes })),
  }));
  const rows: CirculateRow[] = [];
  for await (const answered of answerBatches(runner, placementPlan(placements, batches))) {
    const { probes } = placements[answered.batch]!;
    rows.push(rowOf(probes, { images: [...answered.indices], probabilities: answered.probabilities }));
  }
  return {
    probes: images.map((image) => ({
      image,
      label: labels[image]!,
      standard: predicted[image]!,
    })),
    base: rowOf([], base),
    rows,
  };
}

function rowOf(probes: Placement['probes'], { images, probabilities }: ConfidentBatch): CirculateRow {
  const classes = probabilities.length / images.length;
  return {
    probeSlots: probes.map(({ slot }) => slot),
    cells: images.map((image, place) => {
      const row = probabilities.subarray(place * classes, (place + 1) * classes);
      const predicted = mostProbable(row);
      return { image, predicted, probability: Math.min(1, row[predicted]!) };
    }),
  };
}
