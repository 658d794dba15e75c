import { createNetwork } from '@batchmates/model-zoo';
import { expect, it } from 'vitest';
import { foldedSchedule } from '../../src/program/folded-schedule.ts';

const options = { input: { height: 12, width: 12, channels: 3 }, classes: 4, width: 8 };

it('leaves no batch norm, addition or ReLU of a residual network on its own', () => {
  for (const shortcut of ['pad', 'projection'] as const) {
    const operations = foldedSchedule(createNetwork('cifar-resnet-8', { ...options, shortcut }));
    const alone = operations.flatMap((one) => (one.kind === 'plain' ? [one.layer.kind] : []));
    expect(new Set(alone)).not.toContain('batchNorm');
    expect(new Set(alone)).not.toContain('add');
    expect(new Set(alone)).not.toContain('relu');
  }
});

it('overwrites a residual only when nothing reads it later', () => {
  const operations = foldedSchedule(createNetwork('cifar-resnet-8', { ...options, shortcut: 'pad' }));
  const residuals = operations.flatMap((one) =>
    one.kind === 'convolution' && one.residual !== undefined ? [one.residual] : [],
  );
  expect(residuals.map(({ value }) => value)).toEqual([
    'stem.relu',
    'stage2.block1.pad',
    'stage3.block1.pad',
  ]);
  expect(residuals.every(({ last }) => last)).toBe(true);
});

it('folds no batch norm that takes the statistics of the batch, and the others as ever', () => {
  const network = createNetwork('cifar-resnet-8', { ...options, shortcut: 'pad' });
  const folded = (unfolded?: ReadonlySet<string>) =>
    foldedSchedule(network, unfolded).flatMap((one) =>
      one.kind === 'convolution' ? [one.batchNorm.name] : [],
    );
  const [first = '', ...rest] = folded();
  const operations = foldedSchedule(network, new Set([first]));
  expect(folded(new Set([first]))).toEqual(rest);
  const plain = operations.flatMap((one) => (one.kind === 'plain' ? [one.layer.name] : []));
  expect(plain).toContain(first);
});
