import { expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import { mostProbable } from '../src/index.ts';
import { assertNumber } from '../src/most-probable.ts';

test('the largest wins, the first of equals', () => {
  expect(mostProbable(Float32Array.of(0.25, 0.25, 0.5))).toBe(2);
  expect(mostProbable(Float32Array.of(0.125, 0.375, 0.125, 0.375))).toBe(1);
  expect(mostProbable(Float32Array.of(0, 0))).toBe(0);
});

test('each image is answered by its own row', async () => {
  const probabilities = Float32Array.of(0.1, 0.2, 0.7, 0.6, 0.3, 0.1, 0.2, 0.5, 0.3);
  const request = { labels: Uint16Array.of(0, 0, 0), classes: 3, seed: 0, probabilities };
  expect(await decide({ name: 'own' }, request, {})).toEqual(Uint16Array.of(2, 0, 1));
});

test('a decision that answers no class of the data set is refused with its code', async () => {
  const request = { labels: Uint16Array.of(0, 0), classes: 3, seed: 0, probabilities: new Float32Array(6) };
  const own = (...answers: number[]) =>
    decide({ name: 'own', decision: { name: 'own', decide: () => Uint16Array.from(answers) } }, request, {});
  await expect(own(2, 3)).rejects.toMatchObject({
    code: 'protocol/answers',
    message:
      'protocol "own": the result of decide(): expected a Uint16Array with a class below 3 for each of 2 images, received class 3 for image 1; mend its decision',
  });
  await expect(own(2, 0, 1)).rejects.toThrow('received 3 answers');
  expect(await own(2, 0)).toEqual(Uint16Array.of(2, 0));
});

test('NaN is told with a remedy, at whatever place', () => {
  expect(assertNumber(0.5)).toBe(0.5);
  for (const row of [Float32Array.of(NaN, 1), Float32Array.of(1, NaN)]) {
    expect(() => mostProbable(row)).toThrow(
      expect.objectContaining({
        code: 'protocol/not-a-number',
        message:
          'probabilities of a network: expected numbers of 0 to 1, received NaN; its training diverged: train it again at a lower learning rate',
      }) as Error,
    );
  }
});
