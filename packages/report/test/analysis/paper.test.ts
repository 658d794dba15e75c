import { describe, expect, it } from 'vitest';
import { nearestExperiment, published } from '../../src/analysis/paper.ts';
import { relativeReduction } from '../../src/analysis/reductions.ts';

describe('the published experiments', () => {
  it('holds Tables 2, 3 and 5 of the paper', () => {
    expect(Object.values(published).map(({ errors }) => Object.values(errors))).toEqual([
      [4.45, 4.47, 0.97],
      [3.89, 3.9, 0.69],
      [5.97, 5.9, 1.1, 0.2],
      [7.3, 7.34, 3.32, 2.04],
      [10.1, 10.14, 6.74, 5.5],
    ]);
  });

  it.each([
    ['cifar-resnet-20', 10, 'ResNet-20'],
    ['cifar-resnet-8', 10, 'ResNet-20'],
    ['cifar-resnet-44', 10, 'ResNet-44'],
    ['imagenet-resnet-34', 50, 'ImageNet, 50 classes'],
  ])('%s with %i classes stands beside %s', (network, classes, name) => {
    expect(nearestExperiment({ network, classes })?.name).toBe(name);
  });

  it.each([
    ['cifar-resnet-20', 20],
    ['imagenet-resnet-34', 200],
    ['my-network', 10],
  ])('%s with %i classes stands beside nothing', (network, classes) => {
    expect(nearestExperiment({ network, classes })).toBeUndefined();
  });

  it('gives the reduction of about 80 % the paper speaks of', () => {
    expect(relativeReduction(4.45, 0.97)).toBeCloseTo(0.782, 3);
    expect(relativeReduction(0, 0)).toBeUndefined();
  });
});
