import { beforeAll, describe, expect, test } from 'vitest';
import { verifyArtifact } from '@batchmates/artifact';
import { openDataset } from '@batchmates/dataset';
import { readResults, type CirculateGrids, type CirculateFacts, type Placements } from '@batchmates/results';
import sharp from 'sharp';
import { circulate } from '../../src/index.ts';
import { swatches } from '../support/colours.ts';
import { openColourLaboratory, type ColourLaboratory } from '../support/colour-laboratory.ts';

let laboratory: ColourLaboratory;
let facts: CirculateFacts;
let drawn: CirculateGrids;
let placements: Placements;

beforeAll(async () => {
  laboratory = await openColourLaboratory();
  const { calibrated: checkpoint, colours: dataset } = laboratory;
  const params = { confidence: 0.8, batchesPerProbe: 2, examples: 2 };
  const { directory } = await laboratory.run(circulate, { checkpoint, dataset }, params);
  const results = await readResults(directory);
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

  test('or says so, when told to fail', async () => {
    const { calibrated: checkpoint, colours: dataset } = laboratory;
    const params = { confidence: 1, whenUnsure: 'fail' } as const;
    await expect(laboratory.run(circulate, { checkpoint, dataset }, params)).rejects.toMatchObject({
      code: 'evaluator/no-confident-images',
    });
  });

  test('a class that is never answered right is an error all the same', async () => {
    const { calibrated: checkpoint } = laboratory;
    const wrong = swatches(4).map(({ label, purity }) => ({ label, purity: label === 0 ? 0 : purity }));
    const dataset = await laboratory.dataset({ train: swatches(2), test: wrong });
    await expect(laboratory.run(circulate, { checkpoint, dataset }, {})).rejects.toThrow(
      /none of class "red" \(the best has 0\.000\)/,
    );
  });
});
