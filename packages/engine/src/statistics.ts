import { batchNorms, type Network } from '@batchmates/network';
import { match } from 'ts-pattern';
import type { State } from './state.ts';

/** Mean and biased variance of one batch-norm layer's input, each `[channels]`. */
export interface ChannelMoments {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Moments by batch-norm layer name, one entry for every batch norm of the network. */
export type Moments = ReadonlyMap<string, ChannelMoments>;

/**
 * Which mean and variance normalise a batch norm at inference:
 * `batch`, those of the very images inferred together (the paper's balanced inference);
 * `running`, the exponential averages seen in training;
 * `fixed`, given ones, e.g. the population statistics pooled over the whole training set;
 * `mixed`, by layer: those of the batch in the batch norms named in `batch`, fixed ones in all `others`. What a layer sees
 * depends on how those before it were normalised.
 */
export type Statistics =
  | { readonly kind: 'batch' }
  | FixedStatistics
  | { readonly kind: 'mixed'; readonly batch: readonly string[]; readonly others: FixedStatistics };

/**
 * Statistics that do not depend on the images. Moments of batch norms that a mix gives the batch's own may be absent.
 */
export type FixedStatistics =
  { readonly kind: 'running' } | { readonly kind: 'fixed'; readonly moments: Moments };

/** The same statistics without a mix where there is none: `batch` when it names every batch norm, `others` when it names none. */
export function unmixed(network: Network, statistics: Statistics): Statistics {
  if (statistics.kind !== 'mixed') return statistics;
  if (statistics.batch.length === 0) return statistics.others;
  const isWhole = batchNorms(network).every(({ name }) => statistics.batch.includes(name));
  return isWhole ? { kind: 'batch' } : statistics;
}

/** Mean and variance per channel, in whatever numbers an engine computes them in. */
export type MomentValues = { readonly [Moment in keyof ChannelMoments]: ArrayLike<number> };

/**
 * What normalises a batch norm under `statistics`; `undefined`: the batch's own moments. `running` gives
 * its running moments, in whatever form the engine has them.
 */
export function givenMoments<Running>(
  statistics: Statistics,
  batchNorm: string,
  running: (batchNorm: string) => Running,
): Running | ChannelMoments | undefined {
  return match(statistics)
    .with({ kind: 'batch' }, () => undefined)
    .with({ kind: 'running' }, () => running(batchNorm))
    .with({ kind: 'fixed' }, ({ moments }) => moments.get(batchNorm))
    .with({ kind: 'mixed' }, ({ batch, others }) =>
      batch.includes(batchNorm) ? undefined : givenMoments(others, batchNorm, running),
    )
    .exhaustive();
}

/** The running moments of a batch norm, as they stand in the state. */
export function runningMoments(batchNorm: string, values: (name: string) => Float32Array): ChannelMoments {
  return { mean: values(`${batchNorm}.running_mean`), variance: values(`${batchNorm}.running_var`) };
}

/** The running moments of every batch norm; the state's own memory. */
export function allRunningMoments(network: Network, state: State): Moments {
  const values = (name: string) => state.get(name)!.data;
  return new Map(batchNorms(network).map(({ name }) => [name, runningMoments(name, values)]));
}

/** Moves running moments, in place, towards a batch's: `running = (1 - momentum) * running + momentum * batch`. */
export function followBatch(running: ChannelMoments, batch: MomentValues, momentum: number): void {
  for (const moment of ['mean', 'variance'] as const) {
    const [kept, fresh] = [running[moment], batch[moment]];
    for (let c = 0; c < kept.length; c++) kept[c] = (1 - momentum) * kept[c]! + momentum * fresh[c]!;
  }
}
