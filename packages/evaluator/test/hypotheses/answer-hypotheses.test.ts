import { describe, expect, test } from 'vitest';
import { answerHypotheses } from '../../src/hypotheses/answer-hypotheses.ts';
import { companyPlan } from '../../src/hypotheses/company.ts';
import { numberedImages, type Answer } from '../support/numbered-images.ts';

const labels = [0, 1, 2, 2];
/** Numbers that no tested image has. */
const byClass = [[100, 103, 106], [101, 104], [102]];

/** Answers of a network that is any function of the images of a batch, and the batches that it was asked for. */
async function answered(answer: Answer, { views = 1, rearrangements = 1 } = {}) {
  const kinds = new Set<string>();
  const tested = numberedImages(
    labels,
    3,
    (images, statistics, view) => {
      kinds.add(statistics.kind);
      return answer(images, statistics, view);
    },
    { views },
  );
  const company = numberedImages(Array<number>(200).fill(0), 3, answer, { views }).images;
  let told = 0;
  const request = { byClass, rearrangements, seed: 5, onImage: () => told++ };
  const { program, images } = tested;
  const probabilities = await answerHypotheses({ program, images, company, ...request });
  expect([...kinds]).toEqual(['batch']);
  expect(told).toBe(labels.length * views * rearrangements);
  return { probabilities, asked: tested.asked };
}

const even = [1 / 3, 1 / 3, 1 / 3];

test('every image takes the place of each class, among company of the other classes', async () => {
  const { asked } = await answered((images) => images.map(() => even));
  expect(asked).toHaveLength(labels.length * 3);
  asked.forEach((batch, turn) => {
    const [image, place] = [Math.floor(turn / 3), turn % 3];
    expect(batch).toHaveLength(3);
    batch.forEach((member, slot) =>
      slot === place ? expect(member).toBe(image) : expect(byClass[slot]).toContain(member),
    );
    // The same company for every hypothesis.
    const beside = asked[3 * image + ((place + 1) % 3)]!;
    const third = (place + 2) % 3;
    expect(batch[third]).toBe(beside[third]);
  });
});

test('what counts is the probability of the class whose place an image takes', async () => {
  // Sure of itself by 0.1, 0.2 and 0.7 in the three places, whoever else is there.
  const sure = [0.1, 0.2, 0.7];
  const { probabilities } = await answered((images) =>
    images.map((_, slot) => [0, 1, 2].map((label) => (label === slot ? sure[slot]! : (1 - sure[slot]!) / 2))),
  );
  expect([...probabilities]).toEqual(labels.flatMap(() => sure.map(Math.fround)));
});

test('a network that does not read its batch answers as it does alone', async () => {
  const alone = [
    [0.5, 0.3, 0.2],
    [0.1, 0.8, 0.1],
    [0.25, 0.25, 0.5],
    [0.6, 0.2, 0.2],
  ];
  const { probabilities } = await answered((images) => images.map((image) => alone[image] ?? even), {
    rearrangements: 3,
  });
  probabilities.forEach((value, index) => expect(value).toBeCloseTo(alone.flat()[index]!, 6));
});

test('views and sets of company are averaged', async () => {
  // In view 0 the image is of class 0, in view 1 of class 1; never of class 2.
  const { probabilities, asked } = await answered(
    (images, _, view) => images.map(() => [view === 0 ? 1 : 0, view === 1 ? 1 : 0, 0]),
    { views: 2, rearrangements: 2 },
  );
  expect([...probabilities]).toEqual(labels.flatMap(() => [0.5, 0.5, 0]));
  expect(asked).toHaveLength(labels.length * 3 * 2 * 2);
});

test('an image that is nothing anywhere is as much of each class', async () => {
  const { probabilities } = await answered((images) => images.map(() => [0, 0, 0]));
  expect([...probabilities]).toEqual(labels.flatMap(() => even.map(Math.fround)));
});

test('it stops when it is told to', async () => {
  const { program, images } = numberedImages(labels, 3, (asked) => asked.map(() => even));
  const signal = AbortSignal.abort(new Error('stopped'));
  const request = { program, images, company: images, byClass: [[0], [1], [2]], seed: 0, signal };
  await expect(answerHypotheses({ ...request, rearrangements: 1 })).rejects.toThrow('stopped');
});

describe('company', () => {
  const request = { byClass, batches: 50, seed: 5, rearrangement: 0 };

  test('is one image of every class, and counts for nothing', () => {
    const { indices, offsets, counted } = companyPlan(request);
    expect([...offsets]).toEqual(Array.from({ length: 51 }, (_, batch) => 3 * batch));
    indices.forEach((image, place) => expect(byClass[place % 3]).toContain(image));
    expect(new Set(counted)).toEqual(new Set([0]));
    expect(new Set(indices)).toEqual(new Set(byClass.flat()));
  });

  test('is another with another seed or rearrangement, and else the same', () => {
    expect(companyPlan(request)).toEqual(companyPlan(request));
    expect(companyPlan({ ...request, seed: 6 })).not.toEqual(companyPlan(request));
    expect(companyPlan({ ...request, rearrangement: 1 })).not.toEqual(companyPlan(request));
  });
});
