import { createNetwork } from '@batchmates/model-zoo';
import { describe, expect, it } from 'vitest';
import { siteDataSchema, type SiteData } from '../src/index.ts';

const network = createNetwork('cifar-resnet-8', {
  input: { height: 8, width: 8, channels: 3 },
  classes: 2,
  width: 4,
});
const eigenvectors = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const normalisation = { mean: [0, 0, 0], std: [1, 1, 1], eigenvalues: [1, 1, 1], eigenvectors };
const described = {
  ...{ name: 'standard', training: 'standard', batchSize: 2, network },
  ...{ crop: { height: 8, width: 8 }, normalisation, file: 'network-1.safetensors' },
};
const site = {
  format: 1,
  title: 'two classes',
  classes: ['A', 'B'],
  image: { height: 12, width: 12, channels: 3 },
  padding: 2,
  shelf: { file: 'shelf.bin', count: 3, labels: [0, 1, 1], ids: ['a', 'b', 'c'] },
  networks: [described],
};

const messageOf = (data: unknown) => {
  const issue = siteDataSchema.safeParse(data).error?.issues[0];
  return issue === undefined ? undefined : `${issue.message} at ${issue.path.join('.')}`;
};

describe('the description of a playground', () => {
  it('is read where its parts agree', () => {
    expect(siteDataSchema.parse(site) satisfies SiteData).toEqual(site);
  });

  it.each([
    [{ shelf: { ...site.shelf, labels: [0, 1] } }, 'a label for each image at shelf'],
    [{ shelf: { ...site.shelf, ids: ['a', 'b', 'c', 'd'] } }, 'a name for each image at shelf'],
    [{ shelf: { ...site.shelf, labels: [0, 1, 2] } }, 'labels of its classes at shelf.labels'],
    [{ classes: ['A', 'B', 'C'] }, 'networks of its classes at networks'],
    [{ image: { height: 12, width: 12, channels: 1 } }, 'networks of its channels at networks'],
    [{ networks: [described, described] }, 'names unlike each other at networks'],
    [{ padding: 6 }, 'a margin that leaves something of the image at padding'],
  ])('is refused where they do not: %#', (change, message) => {
    expect(messageOf({ ...site, ...change })).toBe(message);
  });
});
