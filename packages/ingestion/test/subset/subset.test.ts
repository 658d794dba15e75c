import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { numbersOf, readArrow, type Artifact } from '@batchmates/artifact';
import type { Dataset } from '@batchmates/dataset';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { glyphs, subset } from '../../src/stages.ts';
import { imagesPerClass } from '../../src/subset/images-per-class.ts';
import { ingest } from '../ingest.ts';
import { userError } from '../user-error.ts';

let folder: string;
let source: Artifact;
let whole: Dataset;

beforeAll(async () => {
  folder = await temporaryFolder();
  const run = await ingest(glyphs, folder, { letters: 'ABCD', trainPerClass: 40, testPerClass: 10 });
  source = run.artifact;
  whole = await run.dataset();
});

const run = async (params: z.input<typeof subset.params>) =>
  ingest(subset, await temporaryFolder(), params, { inputs: { dataset: source } });

/** Ids of the images of a split, by class. */
async function idsOf(dataset: Dataset, name: string): Promise<string[][]> {
  const split = await dataset.split(name);
  const ids: string[][] = dataset.info.classNames.map(() => []);
  split.labels.forEach((label, index) => ids[label]!.push(split.id(index)));
  return ids;
}

const lengths = async (dataset: Dataset, name: string) =>
  (await idsOf(dataset, name)).map(({ length }) => length);

describe('ingestion/subset', () => {
  it('is the whole data set when nothing is left out', async () => {
    const { info, ...all } = await (await run({})).dataset();
    expect({ ...info, description: whole.info.description }).toEqual(whole.info);
    for (const name of ['train', 'test']) {
      const [found, expected] = [await all.split(name), await whole.split(name)];
      expect(found.labels).toEqual(expected.labels);
      for (let index = 0; index < expected.length; index++) {
        expect(found.id(index)).toBe(expected.id(index));
        expect(found.image(index)).toEqual(expected.image(index));
      }
    }
  });

  it('keeps classes in the order in which they are named', async () => {
    const dataset = await (await run({ classes: ['D', 'B'] })).dataset();
    expect(dataset.info.classNames).toEqual(['D', 'B']);
    const [ds, bs] = await idsOf(dataset, 'test');
    const all = await idsOf(whole, 'test');
    expect([ds, bs]).toEqual([all[3], all[1]]);
  });

  it('draws as many classes as are asked for, fewer within more', async () => {
    const drawn = async (classes: number, seed = 0) =>
      (await (await run({ classes, seed })).dataset()).info.classNames;
    const [two, three] = [await drawn(2), await drawn(3)];
    expect([two.length, three.length]).toEqual([2, 3]);
    expect(three).toEqual(expect.arrayContaining([...two]));
    expect(three).toEqual(three.toSorted());
    expect(await drawn(3)).toEqual(three);
    const others = await Promise.all([1, 2, 3, 4, 5].map(async (seed) => drawn(2, seed)));
    expect(new Set(others.map(String)).size).toBeGreaterThan(1);
    const { message } = await userError(run({ classes: 5 }));
    expect(message).toBe('classes: expected at most 4, the classes of the data set, received 5');
  });

  it.each([
    [7, [7, 7, 7, 7]],
    [
      [1, 2, 3, 40],
      [1, 2, 3, 40],
    ],
    [{ most: 40, imbalance: 8 }, [40, 20, 10, 5]],
    [{ most: 3, imbalance: 100 }, [3, 1, 1, 1]],
  ])('takes %j of each class', async (trainPerClass, expected) => {
    const dataset = await (await run({ trainPerClass })).dataset();
    expect(await lengths(dataset, 'train')).toEqual(expected);
    expect(await lengths(dataset, 'test')).toEqual([10, 10, 10, 10]);
  });

  it('draws by seed; a smaller subset lies within a larger one, a class does not depend on the others', async () => {
    const draw = async (params: z.input<typeof subset.params>) =>
      idsOf(await (await run(params)).dataset(), 'train');
    const [ten, again, other] = await Promise.all([0, 0, 1].map((seed) => draw({ trainPerClass: 10, seed })));
    expect(again).toEqual(ten);
    expect(other).not.toEqual(ten);
    const twenty = await draw({ trainPerClass: 20 });
    ten!.forEach((ids, label) => expect(twenty[label]).toEqual(expect.arrayContaining(ids)));
    expect(await draw({ trainPerClass: 10, classes: ['C', 'A'] })).toEqual([ten![2], ten![0]]);
  });

  it('cuts a stratified validation split off the training images', async () => {
    const dataset = await (await run({ validation: { fraction: 0.25 } })).dataset();
    expect(dataset.splits).toEqual(['train', 'test', 'validation']);
    expect(await lengths(dataset, 'validation')).toEqual([10, 10, 10, 10]);
    const [train, validation] = [await idsOf(dataset, 'train'), await idsOf(dataset, 'validation')];
    const parts = train.map((ids, label) => [...ids, ...validation[label]!].toSorted());
    expect(parts).toEqual((await idsOf(whole, 'train')).map((ids) => ids.toSorted()));
  });

  it('puts it in the place of the test images on request, the same whatever is trained on', async () => {
    const cut = async (trainPerClass?: number) => {
      const dataset = await (
        await run({ validation: { fraction: 0.25, as: 'test' }, ...(trainPerClass && { trainPerClass }) })
      ).dataset();
      expect(dataset.splits).toEqual(['train', 'test']);
      return idsOf(dataset, 'test');
    };
    expect(await cut(5)).toEqual(await cut());
  });

  it('leaves the validation split of a subset as it is', async () => {
    const first = await run({ validation: { fraction: 0.25 } });
    const again = (params: z.input<typeof subset.params>) =>
      temporaryFolder().then((place) =>
        ingest(subset, place, params, { inputs: { dataset: first.artifact } }),
      );
    const dataset = await (await again({ classes: ['D', 'A'], trainPerClass: 3 })).dataset();
    const before = await idsOf(await first.dataset(), 'validation');
    expect(await idsOf(dataset, 'validation')).toEqual([before[3], before[0]]);
    expect((await userError(again({ validation: { fraction: 0.5 } }))).message).toMatch(
      /^validation: expected a data set without a split validation, received one that has it; /,
    );
  });

  it('makes labels wrong with the chances asked for, and keeps the true ones', async () => {
    const { artifact, dataset } = await run({ labelNoise: { fraction: 0.4 } });
    const { trueLabels, labels } = await columns(artifact);
    expect(trueLabels).toEqual([...(await whole.split('train')).labels]);
    const wrong = labels.filter((label, index) => label !== trueLabels[index]).length;
    // 160 images: 64 expected, standard deviation 6.2.
    expect(wrong).toBeGreaterThan(64 - 4 * 6.2);
    expect(wrong).toBeLessThan(64 + 4 * 6.2);
    expect([...(await (await dataset()).split('train')).labels]).toEqual(labels);
    expect((await (await dataset()).split('test')).labels).toEqual((await whole.split('test')).labels);
  });

  it('keeps the true labels of every split in a subset of it, whose classes may be in another order', async () => {
    const noisy = await run({
      labelNoise: { fraction: 0.5, splits: ['train', 'test'] },
    });
    const of = async (params: z.input<typeof subset.params>) =>
      (
        await ingest(subset, await temporaryFolder(), params, { inputs: { dataset: noisy.artifact } })
      ).dataset();
    const before = await noisy.dataset();
    const after = await of({ classes: ['D', 'C', 'B', 'A'], testPerClass: [3, 3, 3, 3] });
    for (const name of ['train', 'test']) {
      const [first, second] = [await before.split(name), await after.split(name)];
      const truths = await whole.split(name);
      const trueOf = new Map(Array.from(truths.labels, (label, index) => [truths.id(index), label]));
      const places = new Map(Array.from(first.labels, (_, index) => [first.id(index), index]));
      expect(second.trueLabels).toHaveLength(second.length);
      for (let index = 0; index < second.length; index++) {
        const [id, place] = [second.id(index), places.get(second.id(index))!];
        expect(second.labels[index]).toBe(3 - first.labels[place]!);
        expect(second.trueLabels![index]).toBe(3 - trueOf.get(id)!);
      }
      expect([...second.labels]).not.toEqual([...second.trueLabels!]);
    }
    expect((await userError(of({ classes: ['A', 'B'] }))).message).toMatch(
      /^classes: image \S+: expected its true class among those kept, as its label was made wrong, received another one; choose classes first/,
    );
  });

  it('makes labels of the images wrong that are cut off as test images, and of no others', async () => {
    const { dataset, report } = await run({
      validation: { fraction: 0.5, as: 'test' },
      labelNoise: { fraction: 0.5, splits: ['test'] },
    });
    const [train, test] = [await (await dataset()).split('train'), await (await dataset()).split('test')];
    expect(train.trueLabels).toBeUndefined();
    const wrong = test.labels.filter((label, index) => label !== test.trueLabels![index]).length;
    expect(wrong).toBeGreaterThan(20);
    expect(report).toMatchObject({ wrongLabels: { test: wrong } });
  });

  it('takes the chances of a confusion matrix', async () => {
    const confusion = [
      [0, 1, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0.5, 0.5],
      [0.25, 0, 0, 0.75],
    ];
    const { artifact } = await run({ labelNoise: { confusion } });
    const { trueLabels, labels } = await columns(artifact);
    const seen = (label: number) => new Set(labels.filter((_, index) => trueLabels[index] === label)).size;
    expect([0, 1, 2, 3].map(seen)).toEqual([1, 1, 2, 2]);
    labels.forEach((label, index) => expect(confusion[trueLabels[index]!]![label]).toBeGreaterThan(0));
  });

  it.each([
    [{ classes: ['A', 'b'] }, /^classes\[1\]: expected a class of the data set: A, B, C, D, received b/],
    [{ classes: ['A', 'A'] }, /^classes\[1\]: expected each class once, received A; leave the second out$/],
    [
      { trainPerClass: 41 },
      /^trainPerClass: expected at most the 40 images of class A, received 41; ask for at most 40,/,
    ],
    [
      { validation: { fraction: 0.2, as: 'test' as const }, testPerClass: 3 },
      /^testPerClass: expected a test split of the data set to draw from, received none that is kept, .*; leave testPerClass out/,
    ],
    [
      { testPerClass: [1, 2, 3] },
      /^testPerClass: expected a number for each of the 4 classes, received 3; write one/,
    ],
    [
      { trainPerClass: 35, validation: { fraction: 0.25 } },
      /^trainPerClass: expected at most the 30 images of class A, received 35; ask/,
    ],
    [
      { labelNoise: { fraction: 0.1, splits: ['tset'] } },
      /^labelNoise\.splits: expected splits of the subset: train, test, received tset; did you mean "test"\?$/,
    ],
    [{ trainPerClass: undefined, validation: { fraction: 0.99 } }, /^class A of train: expected an image/],
    [
      {
        labelNoise: {
          confusion: [
            [1, 0],
            [0, 1],
          ],
        },
      },
      /^labelNoise\.confusion: expected 4 rows of 4 chances, one for each class, received 2; mend/,
    ],
    [
      {
        classes: ['A', 'B'],
        labelNoise: {
          confusion: [
            [1, 0],
            [0.5, 0.4],
          ],
        },
      },
      /^labelNoise\.confusion: expected row 1 to sum to 1, received 0\.9; mend/,
    ],
  ])('refuses %j', async (params, message) => {
    expect((await userError(run(params))).message).toMatch(message);
  });
});

/** Labels of the training images as they stand in the only shard. */
async function columns({ directory }: Artifact): Promise<{ labels: number[]; trueLabels: number[] }> {
  const [shard] = (await readdir(directory)).filter((name) => name.startsWith('train'));
  const { footer, batches } = readArrow(await readFile(join(directory, shard!)));
  const numbers = (name: string) => {
    const place = footer.columns.findIndex((column) => column.name === name);
    return batches.flatMap(({ columns: found }) => [...numbersOf(Uint16Array, found[place]!.values)]);
  };
  return { labels: numbers('label'), trueLabels: numbers('trueLabel') };
}

it('counts of one class are those of the first', () => {
  const wanted = { most: 10, imbalance: 2 };
  const one = { wanted, parameter: 'trainPerClass', available: [12], classNames: ['a'] };
  expect(imagesPerClass(one)).toEqual([10]);
  const three = { ...one, available: [12, 12, 12], classNames: ['a', 'b', 'c'] };
  expect(imagesPerClass(three)).toEqual([10, 7, 5]);
});
