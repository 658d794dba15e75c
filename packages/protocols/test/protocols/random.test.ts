import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomTestBatches } from '@batchmates/batching';
import { random } from '../../src/protocols/random.ts';
import { shuffledRandom } from '../../src/protocols/shuffled-random.ts';
import { forEveryArrangement, protocolLaws } from '../../src/testing/index.ts';

const batchSize = fc.integer({ min: 1, max: 9 });

describe('random', () => {
  protocolLaws({ protocol: random, options: () => fc.record({ batchSize }) });

  test('batches are as large as balanced ones, unless told otherwise', () => {
    forEveryArrangement({ protocol: random, options: () => fc.constant({}) }, ({ plan, request }) => {
      plan.offsets.forEach((offset, batch) => expect(offset).toBe(batch * request.classes));
    });
  });

  test('does not look at the labels', () => {
    const labels = Uint16Array.from({ length: 30 }, (_, image) => image % 3);
    const request = { classes: 3, seed: 2, view: 0, rearrangement: 0 };
    const parsed = random.options.parse({});
    expect(random.arrange({ ...request, labels }, parsed)).toEqual(
      random.arrange({ ...request, labels: labels.slice().reverse() }, parsed),
    );
  });
});

describe('shuffled-random', () => {
  protocolLaws({
    protocol: shuffledRandom,
    options: () => fc.record({ batchSize, rearrangements: fc.integer({ min: 1, max: 4 }) }),
  });
});

test('passes are numbered view by view; batches are as large as told, else one image for each class', () => {
  const request = { labels: Uint16Array.from({ length: 11 }, (_, image) => image % 3), classes: 3, seed: 6 };
  const pass = { ...request, view: 2, rearrangement: 1 };
  const options = shuffledRandom.options.parse({ rearrangements: 3, batchSize: 4 });
  expect(shuffledRandom.arrange(pass, options)).toEqual(
    randomTestBatches({ ...request, arrangement: 7 }, { batchSize: 4 }),
  );
  expect(shuffledRandom.arrange(pass, shuffledRandom.options.parse({ rearrangements: 4 }))).toEqual(
    randomTestBatches({ ...request, arrangement: 9 }, { batchSize: 3 }),
  );
  expect(random.arrange(pass, random.options.parse({ batchSize: 4 }))).toEqual(
    randomTestBatches({ ...request, arrangement: 0 }, { batchSize: 4 }),
  );
});
