import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
