import { didYouMean, UserError } from '@batchmates/errors';
import { batchNorms, type BatchNorm, type Network } from '@batchmates/network';
import { match } from 'ts-pattern';
import type { ComputeOptions, Engine, ModelFile, TrainingOptions } from './engine.ts';
import { checkGhostGroups } from './ghost-groups.ts';
import { checkInferenceMemory, checkTrainingMemory } from './memory-need.ts';
import type { Moments, Statistics } from './statistics.ts';

/** What arguments of a program are checked against: a network, or a model that is none of ours. */
export type Checked = Network | ModelShape;

/** A model made elsewhere, as far as its arguments go. */
export interface ModelShape extends Pick<ModelFile, 'name' | 'input'> {
  /** Over how many positions each normalises is not known. */
  readonly batchNorms: readonly Pick<BatchNorm, 'name' | 'channels'>[];
}

function batchNormsOf(
  checked: Checked,
): readonly (Pick<BatchNorm, 'name' | 'channels'> & Partial<BatchNorm>)[] {
  return 'batchNorms' in checked ? checked.batchNorms : batchNorms(checked);
}

/** Checks precision and threads; throws a `UserError` that names the wrong one. */
export function checkComputeOptions(
  engine: Pick<Engine, 'name' | 'precisions'>,
  { precision, threads }: ComputeOptions,
): void {
  const where = `engine "${engine.name}"`;
  checkPositive(`${where}: threads`, threads);
  if (!engine.precisions.includes(precision)) {
    throw new UserError({
      code: 'engine/precision',
      what: `${where}: precision`,
      expected: engine.precisions.join(' or '),
      received: precision,
    });
  }
}

/**
 * Checks the options of `compileTraining`; throws a `UserError` that names the wrong one, also for batches that do not divide into the
 * groups of ghost batch norm or from which a batch norm would get one value per channel, and for want of memory.
 */
export function checkTrainingOptions(
  engine: Pick<Engine, 'name' | 'precisions'>,
  network: Network,
  options: TrainingOptions,
): void {
  checkPositive(`engine "${engine.name}": batch size`, options.batchSize);
  checkComputeOptions(engine, options);
  if (options.freezeBatchNorm === undefined) {
    checkGhostGroups(network, options.batchSize);
    checkTrainedValues(network, options.batchSize);
  }
  checkTrainingMemory(network, options);
}

/** Checks the options of `compileInference`; throws a `UserError` that names the wrong one, or the lack of memory. */
export function checkInferenceOptions(
  engine: Pick<Engine, 'name' | 'precisions'>,
  network: Network,
  options: ComputeOptions,
): void {
  checkComputeOptions(engine, options);
  checkInferenceMemory(network);
}

/**
 * Checks that every batch norm (or those named) gets more than one value per channel from a batch of `images`: the variance of a
 * single value is 0, and every image would come out as `beta`. Throws a `UserError` (`engine/one-value`) otherwise, as PyTorch does.
 */
export function checkValuesPerChannel(network: Checked, images: number, names?: readonly string[]): void {
  if (images > 1) return;
  const alone = batchNormsOf(network).find(
    ({ name, positions }) => positions === 1 && names?.includes(name) !== false,
  );
  if (alone !== undefined) throw oneValue(network, alone.name);
}

/** The same for a training batch, in which ghost batch norm sees groups of images. */
function checkTrainedValues(network: Network, images: number): void {
  const alone = batchNorms(network).find(({ positions, ghost = images }) => positions === 1 && ghost === 1);
  if (alone !== undefined)
    throw oneValue(network, alone.name, alone.ghost === 1 ? 'ghost groups' : 'batches');
}

/** The error of a batch norm that gets one value per channel from batches, or from the groups of them that it normalises. */
export function oneValue(
  { name: network }: Checked,
  batchNorm: string,
  together: 'batches' | 'ghost groups' = 'batches',
): UserError {
  return new UserError({
    code: 'engine/one-value',
    what: `batch norm "${batchNorm}" of network "${network}" under the statistics of its batch`,
    expected: 'more than one value per channel',
    received: `${together} of one image, of which it sees 1x1`,
    remedy: `take larger ${together} or a larger resolution`,
  });
}

/**
 * Checks that `images` hold a whole, positive number of images of the network's input shape and returns that
 * number; throws a `UserError` otherwise.
 */
export function checkImages(network: Checked, images: Float32Array): number {
  const { height, width, channels } = network.input;
  const count = images.length / (height * width * channels);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UserError({
    code: 'engine/images',
    what: `images for network "${network.name}"`,
    expected: `a multiple of ${height}x${width}x${channels} = ${height * width * channels} values`,
    received: `${images.length} values`,
  });
}

/** What `trainStep` was given. */
export interface TrainingBatch {
  readonly images: Float32Array;
  readonly labels: ArrayLike<number>;
  readonly learningRate: number;
}

/** Checks the arguments of `trainStep`; throws a `UserError` on a wrong count, label or learning rate. */
export function checkTrainingBatch(network: Network, batchSize: number, batch: TrainingBatch): void {
  const what = `training step of network "${network.name}"`;
  const count = checkImages(network, batch.images);
  if (count !== batchSize) {
    throw wrong('engine/count', `${what}: images`, `${batchSize}, the batch size it was compiled for`, count);
  }
  if (batch.labels.length !== batchSize) {
    throw wrong('engine/count', `${what}: labels`, `${batchSize}, one per image`, batch.labels.length);
  }
  for (let image = 0; image < batchSize; image++) {
    const label = batch.labels[image];
    if (!Number.isInteger(label) || label === undefined || label < 0 || label >= network.classes) {
      const expected = `a class index below ${network.classes}`;
      throw wrong('engine/label', `${what}: label of image ${image} of the batch`, expected, label);
    }
  }
  if (!Number.isFinite(batch.learningRate) || batch.learningRate < 0) {
    throw wrong('engine/learning-rate', `${what}: learning rate`, 'a number >= 0', batch.learningRate);
  }
}

/**
 * Checks that given moments cover every batch norm that they normalise with its channel count, that a mix names batch norms of the
 * network, and that a batch of `images` has moments if its own are to be used; throws a `UserError` otherwise.
 */
export function checkStatistics(network: Checked, images: number, statistics: Statistics): void {
  match(statistics)
    .with({ kind: 'batch' }, () => checkValuesPerChannel(network, images))
    .with({ kind: 'running' }, () => undefined)
    .with({ kind: 'fixed' }, ({ moments }) => checkMoments(network, moments, []))
    .with({ kind: 'mixed' }, ({ batch, others }) => {
      checkBatchNormNames(network, batch);
      checkValuesPerChannel(network, images, batch);
      if (others.kind === 'fixed') checkMoments(network, others.moments, batch);
    })
    .exhaustive();
}

/** Checks the moments of every batch norm but those of `without`. */
function checkMoments(network: Checked, given: Moments, without: readonly string[]): void {
  for (const { name, channels } of batchNormsOf(network)) {
    if (without.includes(name)) continue;
    const moments = given.get(name);
    const received =
      moments === undefined
        ? 'none'
        : `${moments.mean.length} means and ${moments.variance.length} variances`;
    if (moments?.mean.length !== channels || moments.variance.length !== channels) {
      const what = `fixed statistics for network "${network.name}": batch norm "${name}"`;
      throw wrong('engine/statistics', what, `${channels} means and ${channels} variances`, received);
    }
  }
}

function checkBatchNormNames(network: Checked, names: readonly string[]): void {
  const known = batchNormsOf(network).map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError({
    code: 'engine/batch-norm',
    what: `mixed statistics for network "${network.name}": batch`,
    expected: known.length === 0 ? 'no names, as it has no batch norm' : `names of ${known.join(', ')}`,
    received: `"${unknown}"`,
    remedy: didYouMean(unknown, known),
  });
}

function checkPositive(what: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw wrong('engine/option', what, 'a whole number >= 1', value);
  }
}

function wrong(code: string, what: string, expected: string, received: unknown): UserError {
  return new UserError({ code, what, expected, received: String(received) });
}
