import { createNetwork } from '@batchmates/model-zoo';
import { batchNorms } from '@batchmates/network';
import { describe, expect, test } from 'vitest';
import { checkStatistics, unmixed, type Statistics } from '../src/index.ts';

const options = { input: { height: 8, width: 8, channels: 3 }, classes: 4, width: 4 };
const network = createNetwork('cifar-resnet-8', options);
const names = batchNorms(network).map(({ name }) => name);
const grouped = createNetwork('cifar-resnet-8', {
  ...options,
  norm: { kind: 'group', groups: 2, epsilon: 1e-5 },
});
const running = { kind: 'running' } as const;
const mixed = (...batch: string[]) => ({ kind: 'mixed', batch, others: running }) as const;

describe('a mix of statistics', () => {
  test.each<[string, Statistics, Statistics]>([
    [
      'of all batch norms is batch statistics, in whatever order',
      mixed(...names.toReversed()),
      { kind: 'batch' },
    ],
    ['of none is what the others have', mixed(), running],
    ['of some stays one', mixed(names[1]!), mixed(names[1]!)],
    ['is no other kind', running, running],
  ])('%s', (_, given, expected) => expect(unmixed(network, given)).toEqual(expected));

  test('of a network without batch norm is what the others have', () => {
    expect(unmixed(grouped, mixed())).toBe(running);
  });

  test.each([
    [
      network,
      'stem.bm',
      `mixed statistics for network "cifar-resnet-8": batch: expected names of ${names.join(', ')}, received "stem.bm"; did you mean "${names[0]}"?`,
    ],
    [
      grouped,
      'elsewhere',
      'mixed statistics for network "cifar-resnet-8": batch: expected no names, as it has no batch norm, received "elsewhere"',
    ],
  ])('names batch norms of the network', (of, name, message) => {
    expect(() => checkStatistics(of, 4, mixed(name))).toThrow(
      expect.objectContaining({ code: 'engine/batch-norm', message }) as Error,
    );
  });
});

test('a single image is refused where a batch norm with the statistics of the batch sees one pixel, and only there', () => {
  const tiny = createNetwork('cifar-resnet-8', { ...options, input: { height: 4, width: 4, channels: 3 } });
  const [first] = names;
  const last = names.at(-1)!;
  expect(() => checkStatistics(tiny, 1, mixed(first!, last))).toThrow(
    expect.objectContaining({ code: 'engine/one-value' }) as Error,
  );
  expect(() => checkStatistics(tiny, 1, mixed(first!))).not.toThrow();
  expect(() => checkStatistics(tiny, 2, mixed(last))).not.toThrow();
});
