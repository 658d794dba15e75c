import { recordingProgress } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { answerBatches } from '../../src/circulate/answer-batches.ts';
import { circulateProbes } from '../../src/circulate/circulate-probes.ts';
import { drawGrids } from '../../src/circulate/grids.ts';
import { placementPlan } from '../../src/circulate/placement.ts';
import { placementRows } from '../../src/circulate/placement-rows.ts';
import { numberedImages, type NumberedImages } from '../support/numbered-images.ts';

/**
 * Images 0 to 2 make one confident batch, 3 to 5 another; the other images are probes, of class `image % 3`. The network
 * answers image `i` at place `j` as class `(i + j) % 3` with probability `1/2 + i / 4096`, the other two classes equally.
 */
const labels = Array.from({ length: 1000 }, (_, image) => image % 3);
const certainty = (image: number) => 0.5 + image / 4096;
const rowOf = (image: number, place: number) => {
  const row = Array<number>(3).fill((1 - certainty(image)) / 2);
  row[(image + place) % 3] = certainty(image);
  return row;
};
const runner = () => numberedImages(labels, 3, (images) => images.map(rowOf));
const confident = [
  [0, 1, 2],
  [3, 4, 5],
].map((images) => ({ images, probabilities: Float32Array.from(images.flatMap(rowOf)) }));

const plan = placementPlan(
  [
    { batch: 1, probes: [{ image: 8, slot: 2 }] },
    { batch: 0, probes: [] },
  ],
  confident,
);

/** The answers to `plan`, and of how many images each batch was said to be. */
async function answered(images: NumberedImages) {
  const told: number[] = [];
  const batches = [];
  for await (const each of answerBatches({ ...images, onBatch: (count) => told.push(count) }, plan))
    batches.push(each);
  return { batches, told };
}

test('a plan of placements is answered batch by batch, each with its own images', async () => {
  const { batches, told } = await answered(runner());
  expect(batches).toEqual([
    {
      batch: 0,
      indices: Uint32Array.of(3, 4, 8),
      probabilities: Float32Array.from([3, 4, 8].flatMap(rowOf)),
    },
    {
      batch: 1,
      indices: Uint32Array.of(0, 1, 2),
      probabilities: Float32Array.from([0, 1, 2].flatMap(rowOf)),
    },
  ]);
  expect(told).toEqual([3, 3]);
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(answerBatches({ ...runner(), signal }, plan).next()).rejects.toThrow('stopped');
});

test('in several views its answers are averaged, batch by batch', async () => {
  // Seen in view 1 an image is answered as the next class, half as surely.
  const inViews = (image: number, place: number) => {
    const [first, second, third] = rowOf(image, place);
    return [
      [first!, second!, third!],
      [third! / 2, first! / 2, second! / 2],
    ] as const;
  };
  const twice = numberedImages(
    labels,
    3,
    (images, _, view) => images.map((image, place) => inViews(image, place)[view]!),
    {
      views: 2,
    },
  );
  const { batches, told } = await answered(twice);
  const means = (images: readonly number[]) =>
    Float32Array.from(
      images.flatMap((image, place) => {
        const [one, other] = inViews(image, place);
        return one.map((value, index) => (Math.fround(value) + Math.fround(other[index]!)) / 2);
      }),
    );
  expect(batches).toEqual([
    { batch: 0, indices: Uint32Array.of(3, 4, 8), probabilities: means([3, 4, 8]) },
    { batch: 1, indices: Uint32Array.of(0, 1, 2), probabilities: means([0, 1, 2]) },
  ]);
  expect(told).toEqual([3, 3, 3, 3]);
});

const shape = { classes: 3, batches: 2, batchesPerProbe: 1 };

/** Circulates, with the units and totals of the progress bar. */
async function circulated(probes: { weak: number[]; strong: number[] }) {
  const progress = recordingProgress();
  const totals: number[] = [];
  const circulations = await circulateProbes(runner(), {
    probes,
    batches: confident,
    shape,
    labels: Uint16Array.from(labels),
    progress: {
      ...progress,
      start(options) {
        totals.push(options.total);
        return progress.start(options);
      },
    },
  });
  return { circulations, totals, advanced: progress.advanced };
}

describe('probes', () => {
  test('are answered at every place, singly and in pairs, and every batch is counted', async () => {
    const { circulations, totals, advanced } = await circulated({ weak: [10, 20], strong: [33] });
    const placed = (batch: number, ...at: (readonly [image: number, slot: number])[]) => ({
      batch,
      probes: at.map(([image, slot]) => ({ image, slot })),
      predicted: at.map(([image, slot]) => (image + slot) % 3),
      rows: at.map(([image, slot]) => Float32Array.from(rowOf(image, slot))),
    });
    const everywhere = (batch: number, image: number) =>
      [0, 1, 2].map((slot) => placed(batch, [image, slot]));
    expect(circulations.weak).toEqual([...everywhere(0, 10), ...everywhere(1, 20)]);
    expect(circulations.strong).toEqual(everywhere(0, 33));
    // 10 is of class 1 and 20 of class 2, so that neighbouring slots without either are none.
    expect(circulations.pairs).toEqual([]);
    expect([totals, advanced]).toEqual([[9], 9]);
    const equals = await circulated({ weak: [10, 13], strong: [] });
    expect(equals.circulations.pairs).toEqual([placed(0, [10, 2], [13, 0])]);
    expect([equals.totals, equals.advanced]).toEqual([[7], 7]);
  });

  test('of more placements than are planned at a time are answered each for itself', async () => {
    const weak = Array.from({ length: 401 }, (_, index) => 6 + index);
    const { circulations } = await circulated({ weak, strong: [] });
    expect(circulations.weak).toHaveLength(1203);
    circulations.weak.forEach(({ batch, probes, predicted, rows }, index) => {
      const [turn, slot] = [Math.floor(index / 3), index % 3];
      const image = 6 + turn;
      expect({ batch, probes, predicted }).toEqual({
        batch: turn % 2,
        probes: [{ image, slot }],
        predicted: [(image + slot) % 3],
      });
      expect(rows).toEqual([Float32Array.from(rowOf(image, slot))]);
    });
  });

  test('become rows with their ids, weak ones first', async () => {
    const { circulations } = await circulated({ weak: [11], strong: [33] });
    const { images } = runner();
    expect(placementRows(circulations, images)).toEqual({
      ids: [...Array<string>(3).fill('image 11'), ...Array<string>(3).fill('image 33')],
      labels: Uint16Array.of(2, 2, 2, 0, 0, 0),
      weak: Uint8Array.of(1, 1, 1, 0, 0, 0),
      batches: new Uint16Array(6),
      slots: Uint16Array.of(0, 1, 2, 0, 1, 2),
      predicted: Uint16Array.of(2, 0, 1, 0, 1, 2),
      missingProbabilities: Float32Array.from([
        ...[0, 1, 2].map((slot) => rowOf(11, slot)[slot]!),
        ...[0, 1, 2].map((slot) => rowOf(33, slot)[slot]!),
      ]),
      labelProbabilities: Float32Array.from([
        ...[0, 1, 2].map((slot) => rowOf(11, slot)[2]!),
        ...[0, 1, 2].map((slot) => rowOf(33, slot)[0]!),
      ]),
    });
    expect(placementRows({ weak: [], strong: circulations.weak }, images).weak).toEqual(new Uint8Array(3));
  });

  test('of the second batch are said to be of it', async () => {
    const { circulations } = await circulated({ weak: [11, 12], strong: [] });
    expect([...placementRows(circulations, runner().images).batches]).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe('grids', () => {
  const standard = {
    ids: [],
    labels: Uint16Array.from(labels),
    predicted: Uint16Array.from(labels, (label, image) => (image === 33 ? label : (label + 1) % 3)),
    probabilities: new Float32Array(),
    classes: 3,
  };
  const cells = (...images: number[]) =>
    images.map((image, place) => ({ image, predicted: (image + place) % 3, probability: certainty(image) }));
  const draw = (probes: { weak: number[]; strong: number[] }, examples: number) =>
    drawGrids(runner(), { batches: confident, probes, standard, examples });

  test('show every image of every row, and what the network answers for it there', async () => {
    expect(await draw({ weak: [10, 20], strong: [33] }, 1)).toEqual([
      {
        kind: 'weak',
        probes: [{ image: 10, label: 1, standard: 2 }],
        base: { probeSlots: [], cells: cells(0, 1, 2) },
        rows: [
          { probeSlots: [0], cells: cells(10, 1, 2) },
          { probeSlots: [1], cells: cells(0, 10, 2) },
          { probeSlots: [2], cells: cells(0, 1, 10) },
        ],
      },
      {
        kind: 'strong',
        probes: [{ image: 33, label: 0, standard: 0 }],
        base: { probeSlots: [], cells: cells(0, 1, 2) },
        rows: [
          { probeSlots: [0], cells: cells(33, 1, 2) },
          { probeSlots: [1], cells: cells(0, 33, 2) },
          { probeSlots: [2], cells: cells(0, 1, 33) },
        ],
      },
      {
        kind: 'two-weak',
        probes: [
          { image: 10, label: 1, standard: 2 },
          { image: 20, label: 2, standard: 0 },
        ],
        base: { probeSlots: [], cells: cells(0, 1, 2) },
        rows: [
          { probeSlots: [0, 1], cells: cells(10, 20, 2) },
          { probeSlots: [1, 2], cells: cells(0, 10, 20) },
          { probeSlots: [2, 0], cells: cells(20, 1, 10) },
        ],
      },
    ]);
  });

  test('take the next probes and the next batch for every example, as long as there are any', async () => {
    const grids = await draw({ weak: [10, 11, 12], strong: [33] }, 4);
    expect(
      grids.map(({ kind, probes, base }) => [kind, probes.map(({ image }) => image), base.cells[0]?.image]),
    ).toEqual([
      ['weak', [10], 0],
      ['strong', [33], 0],
      ['two-weak', [10, 11], 0],
      ['weak', [11], 3],
      ['weak', [12], 0],
    ]);
    expect(await draw({ weak: [], strong: [] }, 2)).toEqual([]);
  });

  test('hold no probability above 1, which rounding may leave', async () => {
    const above = numberedImages(labels, 3, (images) => images.map(() => [1 + 2 ** -23, 0, 0]));
    const [grid] = await drawGrids(above, {
      batches: confident,
      probes: { weak: [10], strong: [] },
      standard,
      examples: 1,
    });
    for (const { cells } of grid!.rows) for (const { probability } of cells) expect(probability).toBe(1);
  });
});
