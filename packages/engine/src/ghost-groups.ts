import { UserError } from '@batchmates/errors';
import { batchNorms, type BatchNorm, type Network } from '@batchmates/network';
import type { MomentValues } from './statistics.ts';

/** How many groups of a training batch of `images` images a batch norm normalises one by one: 1 unless it has `ghost`. */
export function ghostGroups({ ghost }: Pick<BatchNorm, 'ghost'>, images: number): number {
  return ghost === undefined ? 1 : images / ghost;
}

/** What running statistics follow: the mean over groups of their means, and that of their variances. */
export function meanOfGroups(groups: readonly MomentValues[]): MomentValues {
  const [first] = groups;
  if (first === undefined || groups.length === 1) return first ?? { mean: [], variance: [] };
  const meanOf = (moment: keyof MomentValues) =>
    Float64Array.from(
      first[moment],
      (_, c) => groups.reduce((sum, group) => sum + group[moment][c]!, 0) / groups.length,
    );
  return { mean: meanOf('mean'), variance: meanOf('variance') };
}

/** Throws a `UserError` (`engine/ghost`) when a batch of `images` is no multiple of the images that a batch norm normalises together. */
export function checkGhostGroups(network: Network, images: number): void {
  const unfit = batchNorms(network).find((norm) => !Number.isInteger(ghostGroups(norm, images)));
  if (unfit?.ghost === undefined) return;
  throw new UserError({
    code: 'engine/ghost',
    what: `training network "${network.name}": batch size`,
    expected: `a multiple of ${unfit.ghost}, the images that batch norm "${unfit.name}" normalises together (ghost)`,
    received: String(images),
    remedy: 'change batchSize or ghost',
  });
}
