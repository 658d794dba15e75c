import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortedTestBatches, streamTestBatches, testBatchesInOrder } from '@batchmates/batching';
import { single } from '../../src/protocols/single.ts';
import { sorted } from '../../src/protocols/sorted.ts';
import { stream } from '../../src/protocols/stream.ts';
import { protocolLaws } from '../../src/testing/index.ts';

const batchSize = fc.integer({ min: 1, max: 9 });

describe.each([
  ['stream', stream],
  ['sorted', sorted],
] as const)('%s', (_, protocol) => {
  protocolLaws({ protocol, options: () => fc.record({ batchSize }) });
});

const labels = Uint16Array.from({ length: 11 }, (_, image) => (image * 7) % 3);
const request = { labels, classes: 3, seed: 6, view: 2, rearrangement: 0 };

test('batches are as large as told, else one image for each class; labels alone sort', () => {
  const [told, untold] = [{ batchSize: 4 }, { batchSize: 3 }];
  expect(stream.arrange(request, stream.options.parse(told))).toEqual(streamTestBatches(11, told));
  expect(stream.arrange(request, stream.options.parse({}))).toEqual(streamTestBatches(11, untold));
  expect(sorted.arrange(request, sorted.options.parse(told))).toEqual(sortedTestBatches(request, told));
  expect(sorted.arrange(request, sorted.options.parse({}))).toEqual(sortedTestBatches(request, untold));
});

test('single: one image in each batch, in order', () => {
  expect(single.arrange(request, {})).toEqual(testBatchesInOrder(11, { batchSize: 1 }));
});
