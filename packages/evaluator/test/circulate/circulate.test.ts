import { beforeAll, describe, expect, test } from 'vitest';
import { verifyArtifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { openDataset } from '@batchmates/dataset';
import {
  readResults,
  type CirculateGrids,
  type CirculateFacts,
  type Placements,
  type Predictions,
} from '@batchmates/results';
import sharp from 'sharp';
import type { StageRun } from '@batchmates/stage/testing';
import { calibrate, circulate, evaluate, pseudoLabel } from '../../src/index.ts';
import { swatches } from '../support/colours.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
let facts: CirculateFacts;
let drawn: CirculateGrids;
let placements: Placements;
let run: StageRun;

beforeAll(async () => {
  laboratory = await openColourLaboratory();
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const params = { confidence: 0.8, batchesPerProbe: 2, examples: 2 };
  run = await laboratory.runWhole(circulate, { checkpoint, dataset }, params);
  const results = await readResults(run.artifact.directory);
  facts = results.facts as CirculateFacts;
  drawn = await results.grids();
  placements = await results.placements();
});

test('weak images answer the missing class more often than strong ones, and strong ones their own', () => {
  const { weak, strong } = facts;
  expect(weak.images).toBe(strong.images);
  expect(weak.missingRate).toBeGreaterThan(strong.missingRate);
  expect(strong.labelRate).toBeGreaterThan(weak.labelRate);
  for (const { missing, label, other, placements: total, images } of [weak, strong]) {
    expect(missing + label + other).toBe(total);
    expect(total).toBe(images * 2 * 2);
  }
  // Each probe stood once in every other class's slot of a batch: half of its answers that are not its own would name it.
  for (const { missing, other, placements: total, missingChance, missingPValue } of [weak, strong]) {
    expect(missingChance).toBeCloseTo((missing + other) / total / 2, 12);
    expect(missingPValue).toBeGreaterThanOrEqual(1e-9);
    expect(missingPValue).toBeLessThanOrEqual(1);
  }
  expect(weak.missingPValue).toBeLessThan(0.05);
});

test('counts, notes and progress are those of the answers that evaluate gives', async () => {
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const predictions = async (protocol: string) => {
    const { directory } = await laboratory.run(evaluate, { checkpoint, dataset }, { protocol });
    return (await readResults(directory)).predictions();
  };
  const [alone, together] = [await predictions('standard'), await predictions('balanced')];
  const right = (answers: Predictions, image: number) => answers.predicted[image] === answers.labels[image];
  const weak = alone.ids.filter((_, image) => !right(alone, image));
  expect(new Set(placements.ids.filter((_, row) => placements.weak[row] === 1))).toEqual(new Set(weak));
  expect(facts).toMatchObject({
    kind: 'circulate',
    views: { name: 'center', count: 1 },
    confidence: 0.8,
    batches: 5,
    grids: 6,
    statistics: 'population',
  });
  expect(facts.confidentImages).toEqual(
    [0, 1, 2].map(
      (label) =>
        alone.ids.filter((_, image) => {
          const sure = together.probabilities[3 * image + label]! >= 0.8;
          return alone.labels[image] === label && sure && right(alone, image) && right(together, image);
        }).length,
    ),
  );
  expect(run.report).toMatchObject({ batches: 5, weak: weak.length, strong: weak.length });
  expect(run.notes.at(-1)).toBe(
    `5 batches of confidence 0.8, ${weak.length} weak and ${weak.length} strong images`,
  );
  // Two inferences of 60 images; weak and strong images at three places of two batches; pairs.
  expect(run.advanced).toBe(120 + 2 * weak.length * 6 + facts.pairs.placements);
});

test('placements hold every answer that was counted', () => {
  const answers = placements.predicted.length;
  expect(answers).toBe(2 * facts.weak.images * 2 * 3);
  let missing = 0;
  for (let row = 0; row < answers; row++) {
    const elsewhere = placements.slots[row] !== placements.labels[row];
    if (placements.weak[row] === 1 && elsewhere && placements.predicted[row] === placements.slots[row])
      missing++;
    const sum = placements.missingProbabilities[row]! + placements.labelProbabilities[row]!;
    if (elsewhere) expect(sum).toBeLessThanOrEqual(1 + 1e-5);
  }
  expect(missing).toBe(facts.weak.missing);
});

test('grids begin with a batch the network is sure of, and move the probes through it', async () => {
  const { labels } = await (await openDataset(laboratory.colours.directory)).split('test');
  expect(drawn.grids.map(({ kind }) => kind)).toEqual([
    'weak',
    'strong',
    'two-weak',
    'weak',
    'strong',
    'two-weak',
  ]);
  for (const { kind, probes, base, rows } of drawn.grids) {
    expect(base.cells.map(({ image }) => labels[image])).toEqual([0, 1, 2]);
    expect(base.cells.map(({ predicted }) => predicted)).toEqual([0, 1, 2]);
    for (const { probability } of base.cells) expect(probability).toBeGreaterThanOrEqual(0.8);
    expect(rows.length).toBe(3);
    rows.forEach(({ probeSlots, cells }, row) => {
      expect(probeSlots).toEqual(kind === 'two-weak' ? [row, (row + 1) % 3] : [row]);
      cells.forEach(({ image }, slot) => {
        const probe = probeSlots.indexOf(slot);
        expect(image).toBe(probe < 0 ? base.cells[slot]?.image : probes[probe]?.image);
      });
    });
    for (const { label, standard } of probes) expect(label === standard).toBe(kind === 'strong');
  }
});

test('every image of a grid has a thumbnail without its padding', async () => {
  for (const { base, rows } of drawn.grids) {
    for (const { image } of [base, ...rows].flatMap(({ cells }) => cells)) {
      const [head, body] = (drawn.thumbnails[image] ?? '').split(',');
      expect(head).toBe('data:image/png;base64');
      const { width, height, format } = await sharp(Buffer.from(body ?? '', 'base64')).metadata();
      expect({ width, height, format }).toEqual({ width: 8, height: 8, format: 'png' });
    }
  }
});

test('in the views of the table weak images are those that its standard cell gets wrong', async () => {
  const { trained, colours: dataset } = laboratory;
  const checkpoint = await laboratory.run(calibrate, { checkpoint: trained, dataset }, { views: 'grid' });
  const inputs = { checkpoint, dataset };
  const { directory } = await laboratory.run(evaluate, inputs, { protocol: 'standard', views: 'grid' });
  const { labels, predicted, ids } = await (await readResults(directory)).predictions();
  const wrong = ids.filter((_, image) => predicted[image] !== labels[image]);
  const inGrid = await laboratory.run(circulate, inputs, { views: 'grid', confidence: 0.5 });
  const results = await readResults(inGrid.directory);
  // Training did not mirror the swatches, so neither do the views.
  expect(results.facts).toMatchObject({ views: { name: 'grid', count: 9 }, weak: { images: wrong.length } });
  const placed = await results.placements();
  const weak = placed.ids.filter((_, row) => placed.weak[row] === 1);
  expect(new Set(weak)).toEqual(new Set(wrong));
});

test('statistics pooled over other views are refused when it runs, too', async () => {
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const inputs = { checkpoint, dataset };
  const refused = { code: 'evaluator/other-views' };
  await expect(laboratory.run(circulate, inputs, { views: 'ten-crop' })).rejects.toMatchObject(refused);
  await expect(laboratory.run(pseudoLabel, inputs, { views: 'ten-crop' })).rejects.toMatchObject(refused);
  const params = { protocol: 'standard', views: 'ten-crop' } as const;
  await expect(laboratory.run(evaluate, inputs, params)).rejects.toMatchObject(refused);
  const balanced = { ...params, protocol: 'balanced' };
  expect(await laboratory.run(evaluate, inputs, balanced)).toMatchObject({ manifest: { type: 'results' } });
});

test('statistics of which nobody knows the views pass, and it is said', async () => {
  const { calibrated, colours: dataset } = laboratory;
  const { populationViews: _, ...unknown } = await readCheckpoint(calibrated.directory);
  const inputs = { checkpoint: await laboratory.checkpoint(unknown), dataset };
  const params = { protocol: 'standard', views: 'ten-crop' } as const;
  const { notes } = await laboratory.runWhole(evaluate, inputs, params);
  expect(notes).toContain('population statistics: it is not known over which views they were pooled');
});

test('the checkpoint is as it was', async () => {
  await verifyArtifact(laboratory.calibrated);
});

describe('without confident images', () => {
  test('it takes the surest there are, and records how sure', async () => {
    const { calibrated: checkpoint, colours: dataset } = laboratory;
    const params = { confidence: 1, probes: 1 };
    const { directory } = await laboratory.run(circulate, { checkpoint, dataset }, params);
    const results = await readResults(directory);
    const { confidence } = results.facts as CirculateFacts;
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThan(1);
    for (const { base } of (await results.grids()).grids)
      for (const { probability } of base.cells) expect(probability).toBeGreaterThanOrEqual(confidence);
  });

  test('statistics, seed, number of probes and grids are as told', async () => {
    const { calibrated: checkpoint, colours: dataset } = laboratory;
    const params = {
      statistics: 'running',
      seed: 3,
      probes: 3,
      batches: 2,
      examples: 3,
      confidence: 0.5,
    } as const;
    const results = await readResults(
      (await laboratory.run(circulate, { checkpoint, dataset }, params)).directory,
    );
    const told = results.facts as CirculateFacts;
    expect(told).toMatchObject({ statistics: 'running', seed: 3, batches: 2, confidence: 0.5 });
    expect([told.weak.images, told.strong.images]).toEqual([3, 3]);
    // Three weak, three strong, and one pair of three weak ones.
    expect(
      (await results.grids()).grids
        .map(({ kind }) => kind)
        .toSorted()
        .join(),
    ).toBe('strong,strong,strong,two-weak,weak,weak,weak');
    expect(told.grids).toBe(7);
  });

  test('or says so, when told to fail', async () => {
    const { calibrated: checkpoint, colours: dataset } = laboratory;
    const params = { confidence: 1, whenUnsure: 'fail' } as const;
    await expect(laboratory.run(circulate, { checkpoint, dataset }, params)).rejects.toMatchObject({
      code: 'evaluator/no-confident-images',
    });
  });

  test('a class that is never answered right leaves nothing to circulate through, and a result that says so', async () => {
    const { calibrated: checkpoint } = laboratory;
    const wrong = swatches(4).map(({ label, purity }) => ({ label, purity: label === 0 ? 0 : purity }));
    const dataset = await laboratory.dataset({ train: swatches(2), test: wrong });
    const artifact = await laboratory.run(circulate, { checkpoint, dataset }, {});
    const { facts } = await readResults(artifact.directory);
    expect(facts).toMatchObject({
      kind: 'circulate',
      confidence: 0,
      batches: 0,
      unsure:
        'a confident balanced batch: expected an image of every class that is answered right with probability 0 or more, received none of class "red" (the best has 0.000)',
      weak: { images: 0, placements: 0, missingRate: 0, missingInterval: [0, 1] },
      strong: { images: 0, placements: 0 },
      pairs: { placements: 0 },
      grids: 0,
    });
    expect((facts as { readonly confidentImages: readonly number[] }).confidentImages[0]).toBe(0);
  });
});
