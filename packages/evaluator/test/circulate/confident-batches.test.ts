import { describe, expect, test } from 'vitest';
import { confidentBatches } from '../../src/circulate/confident-batches.ts';
import { findConfidentBatches } from '../../src/circulate/find-confident-batches.ts';
import { numberedImages } from '../support/numbered-images.ts';

/** Images 0 to 2 are of class 0, 3 to 5 of class 1; how sure the network is of each, in whatever batch. */
const labels = [0, 0, 0, 1, 1, 1];
const certainties = [0.875, 0.5625, 0.75, 0.9375, 0.75, 0.625];
const rowOf = (image: number, certainty: number) =>
  labels[image] === 0 ? [certainty, 1 - certainty] : [1 - certainty, certainty];
const runner = (sure = certainties) =>
  numberedImages(labels, 2, (images, { kind }) =>
    images.map((image) => (kind === 'batch' ? rowOf(image, sure[image]!) : [NaN, NaN])),
  );

const candidates = [
  [0, 1, 2],
  [3, 4, 5],
];

describe('batches drawn from three candidates for each of two classes', () => {
  const request = { candidates, count: 5, confidence: 0.75, seed: 0 };

  test('are confident when each image is, the threshold included; others do not pass', async () => {
    const found = await confidentBatches(runner(), request);
    expect(found.map(({ images }) => images.join()).sort()).toEqual(['0,3', '0,4', '2,3', '2,4']);
    for (const { images, probabilities } of found) {
      expect([...probabilities]).toEqual(images.flatMap((image) => rowOf(image, certainties[image]!)));
    }
  });

  test('are different, each image in turn, and no more are asked for than are wanted', async () => {
    const all = runner();
    const found = await confidentBatches(all, { ...request, count: 5, confidence: 0.5 });
    expect(found).toHaveLength(5);
    expect(all.asked).toHaveLength(5);
    expect(new Set(found.map(({ images }) => images.join())).size).toBe(5);
    // Without replacement: the first three batches hold every candidate.
    expect(
      found
        .slice(0, 3)
        .flatMap(({ images }) => images)
        .toSorted(),
    ).toEqual([0, 1, 2, 3, 4, 5]);
    const other = await confidentBatches(runner(), { ...request, confidence: 0.5, seed: 1 });
    expect(other.map(({ images }) => images.join())).not.toEqual(found.map(({ images }) => images.join()));
  });

  test('are tried ten for each that is wanted, equal ones once', async () => {
    const one = runner();
    await expect(confidentBatches(one, { ...request, count: 1, confidence: 0.99 })).rejects.toMatchObject({
      code: 'evaluator/no-confident-batch',
      message: expect.stringMatching(
        /^a confident balanced batch: expected a batch of which every image is answered right with probability 0\.99 or more, received none among \d \(the best reaches 0\.\d{3}\); lower confidence, or train the network longer, or leave this stage out$/,
      ) as string,
    });
    expect(one.asked.length).toBeLessThanOrEqual(9);
    expect(new Set(one.asked.map((images) => images.join())).size).toBe(one.asked.length);
    const many = runner();
    await expect(confidentBatches(many, { ...request, count: 30, confidence: 0.99 })).rejects.toThrow(
      'received none among 9 (the best reaches 0.875)',
    );
    expect(many.asked).toHaveLength(9);
  });

  test('do not pass at confidence 0 with an image that is answered wrong', async () => {
    // Images 1 and 2 are answered as class 1, image 5 as class 0.
    const wrong = runner([0.75, 0.25, 0.125, 0.75, 0.75, 0.25]);
    const found = await confidentBatches(wrong, { ...request, confidence: 0 });
    expect(found.map(({ images }) => images.join()).sort()).toEqual(['0,3', '0,4']);
    await expect(confidentBatches(runner([0, 0, 0, 1, 1, 1]), { ...request, confidence: 0 })).rejects.toThrow(
      '(the best reaches 0.000); train the network longer, or leave this stage out',
    );
  });
});

describe('looking for confident batches', () => {
  const predictionsOf = (sure: readonly number[]) => ({
    ids: [],
    labels: Uint16Array.from(labels),
    classes: 2,
    predicted: Uint16Array.from(sure, (certainty, image) =>
      certainty > 0.5 ? labels[image]! : 1 - labels[image]!,
    ),
    probabilities: Float32Array.from(sure.flatMap((certainty, image) => rowOf(image, certainty))),
  });
  const inferences = { standard: predictionsOf(certainties), balanced: predictionsOf(certainties) };
  const request = { inferences, classNames: ['cat', 'dog'], count: 9, seed: 0 };

  test('at the wanted confidence, where there are any', async () => {
    const set = await findConfidentBatches(runner(), { ...request, confidence: 0.72, whenUnsure: 'relax' });
    expect(set.confidence).toBe(0.72);
    expect(set.candidates).toEqual([
      [0, 2],
      [3, 4],
    ]);
    expect(set.batches).toHaveLength(4);
  });

  test('else at the highest tenth below', async () => {
    const set = await findConfidentBatches(runner(), { ...request, confidence: 0.95, whenUnsure: 'relax' });
    // At 0.9 class 0 has no candidate; at 0.8 images 0 and 3 are left.
    expect(set).toMatchObject({ confidence: 0.8, candidates: [[0], [3]], batches: [{ images: [0, 3] }] });
  });

  test('each confidence is tried once', async () => {
    const levels = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
    const unsure = () => runner(certainties.map((certainty) => certainty - 0.5));
    const one = unsure();
    await findConfidentBatches(one, { ...request, confidence: 0.8, whenUnsure: 'relax' });
    const expected = [];
    for (const confidence of levels) {
      const alone = unsure();
      const strict = { ...request, confidence, whenUnsure: 'fail' } as const;
      await expect(findConfidentBatches(alone, strict)).rejects.toThrow('a confident balanced batch');
      expected.push(...alone.asked);
    }
    expect(one.asked).toEqual(expected);
  });

  test('and lower where the network is less sure of them together than it was', async () => {
    const unsure = runner(certainties.map((certainty) => certainty - 0.25));
    const set = await findConfidentBatches(unsure, { ...request, confidence: 0.95, whenUnsure: 'relax' });
    // Together images 0 and 3 reach 0.625 and 0.6875.
    expect(set).toMatchObject({
      confidence: 0.6,
      candidates: [
        [0, 2],
        [3, 4, 5],
      ],
      batches: [{ images: [0, 3] }],
    });
  });

  test('or not at all', async () => {
    const strict = { ...request, confidence: 0.9, whenUnsure: 'fail' } as const;
    await expect(findConfidentBatches(runner(), strict)).rejects.toMatchObject({
      code: 'evaluator/no-confident-images',
    });
    const unsure = runner(certainties.map((certainty) => certainty - 0.5));
    // At 0 every image that is answered right is a candidate; together none of them is.
    expect(await findConfidentBatches(unsure, { ...strict, whenUnsure: 'relax' })).toEqual({
      confidence: 0,
      candidates: [
        [0, 1, 2],
        [3, 4, 5],
      ],
      batches: [],
      unsure: expect.stringMatching(
        /^a confident balanced batch: expected a batch of which every image is answered right with probability 0 or more, received none among \d \(the best reaches [\d.]+\)$/,
      ) as string,
    });
    await expect(findConfidentBatches(unsure, { ...strict, confidence: 0.8 })).rejects.toMatchObject({
      code: 'evaluator/no-confident-batch',
    });
  });

  test('ends with any other failure, of the first attempt', async () => {
    let attempts = 0;
    const broken = numberedImages(labels, 2, () => {
      attempts++;
      throw new Error('out of memory');
    });
    await expect(
      findConfidentBatches(broken, { ...request, confidence: 0.7, whenUnsure: 'relax' }),
    ).rejects.toThrow('out of memory');
    expect(attempts).toBe(1);
    const diverged = numberedImages(labels, 2, (images) => images.map(() => [NaN, NaN]));
    await expect(
      findConfidentBatches(diverged, { ...request, confidence: 0.7, whenUnsure: 'relax' }),
    ).rejects.toMatchObject({ code: 'protocol/not-a-number' });
    expect(diverged.asked).toHaveLength(1);
  });
});
