import { sortKeys, type Artifact } from '@batchmates/artifact';
import { readCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import type { PixelNormalisation } from '@batchmates/dataset';
import { completeState, stateSpecs, type State } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { Layer, Network } from '@batchmates/network';
import type { TrainParams } from './params.ts';

/** What a training goes on from, instead of initial weights. */
export interface StartingState {
  /** Parameters and running statistics; optimizer slots where they are kept. */
  readonly state: State;
  /** That of the images on which the weights were trained, as far as the weights depend on it. */
  readonly normalisation: Pick<PixelNormalisation, 'mean' | 'std'>;
  /** How it was trained, for the record: what was chosen, without what followed from it. */
  readonly startedFrom: Readonly<Record<string, unknown>>;
}

/** Throws a `UserError` when an optimizer state is to be kept, or batch norm to be frozen, and there is no checkpoint to take it of. */
export function assertCheckpoint(
  { optimizerState, freezeBatchNorm }: Pick<TrainParams, 'optimizerState' | 'freezeBatchNorm'>,
  connected: boolean,
): void {
  if (connected) return;
  const wanted = [
    ...(optimizerState === 'kept' ? [['optimizerState: kept', 'whose optimizer goes on'] as const] : []),
    ...(freezeBatchNorm === undefined
      ? []
      : [[`freezeBatchNorm: ${freezeBatchNorm}`, 'whose statistics are kept'] as const]),
  ];
  const [first] = wanted;
  if (first === undefined) return;
  const [param, purpose] = first;
  throw new UserError({
    code: 'trainer/no-checkpoint',
    what: `training: ${param}`,
    expected: `an input checkpoint, ${purpose}`,
    received: 'none',
    remedy: 'add it: in: { dataset: ..., checkpoint: ... }',
  });
}

/** Throws a `UserError` when batch norm is to be frozen and there is none, or its ghost groups would have no effect. */
export function assertFreezable({
  freezeBatchNorm,
  norm,
}: Pick<TrainParams, 'freezeBatchNorm' | 'norm'>): void {
  if (freezeBatchNorm === undefined || (norm.kind === 'batch' && norm.ghost === undefined)) return;
  throw new UserError({
    code: 'trainer/freeze',
    what: `training: freezeBatchNorm: ${freezeBatchNorm}`,
    expected: 'batch norm without ghost, as frozen statistics are those of no group',
    received: norm.kind === 'batch' ? `ghost: ${norm.ghost}` : `norm: ${norm.kind}`,
    remedy: 'leave out freezeBatchNorm or change norm',
  });
}

/**
 * Reads the input `checkpoint`; undefined without one. Throws a `UserError` when its classes are not those of the data set, its network is not the
 * `network` to train, or its optimizer is kept and is another one.
 */
export async function startingState(
  checkpoint: Artifact | undefined,
  { optimizer, optimizerState = 'fresh' }: Pick<TrainParams, 'optimizer' | 'optimizerState'>,
  { network, classNames }: { readonly network: Network; readonly classNames: readonly string[] },
): Promise<StartingState | undefined> {
  if (checkpoint === undefined) return undefined;
  const kept = optimizerState === 'kept';
  const { state, training, ...found } = await readCheckpoint(checkpoint.directory);
  const { mean, std } = found.normalisation;
  const normalisation = { mean, std };
  const what = `training: checkpoint ${checkpoint.directory}`;
  if (found.classNames.join('\n') !== classNames.join('\n')) {
    throw new UserError({
      code: 'trainer/other-classes',
      what,
      expected: `the classes of the data set, in its order: ${classNames.join(', ')}`,
      received: found.classNames.join(', '),
      remedy: 'go on with the classes that it was trained on',
    });
  }
  assertSameNetwork(what, found.network, network);
  const startedFrom = { ...chosen(training), optimizerState };
  if (!kept) {
    return { state: completeState(found.network, undefined, state), normalisation, startedFrom };
  }
  const before = 'optimizer' in training ? stateOf(training.optimizer) : 'none: it was imported';
  if (before === stateOf(optimizer)) return { state, normalisation, startedFrom };
  throw new UserError({
    code: 'trainer/other-optimizer',
    what,
    expected: `one trained with ${stateOf(optimizer)}, whose state is kept`,
    received: before,
    remedy: 'set optimizerState: fresh, or the optimizer of the checkpoint',
  });
}

/** What an optimizer's state depends on: RMSProp's mean square is corrected, or starts at ones and is not. */
function stateOf(optimizer: TrainParams['optimizer']): string {
  return optimizer.kind === 'rmsprop' ? `rmsprop, start ${optimizer.start}` : optimizer.kind;
}

/** Equal tensors are not enough: another number of groups of a norm, or another epsilon, makes another function of them. */
function assertSameNetwork(what: string, found: Network, wanted: Network): void {
  const tensors = (network: Network) =>
    stateSpecs(network, undefined).map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  assertEqual(what, [found, wanted], { part: 'tensor', list: tensors });
  assertEqual(what, [found, wanted], { part: 'layer', list: ({ layers }) => layers.map(functionOf) });
}

function assertEqual(
  what: string,
  [found, wanted]: readonly [Network, Network],
  { part, list }: { readonly part: string; readonly list: (network: Network) => readonly string[] },
): void {
  const [there, needed] = [list(found), list(wanted)];
  // With an end: where one has all that the other has, they differ behind it.
  const place = [...there, undefined].findIndex((each, index) => each !== needed[index]);
  if (place === -1) return;
  throw new UserError({
    code: 'trainer/other-network',
    what,
    expected: `the network to train, ${wanted.name}, with ${needed[place] ?? `no further ${part}`}`,
    received: `${found.name} with ${there[place] ?? `no further ${part}`}`,
    remedy: 'give the network, width, shortcut and norm that it was trained with',
  });
}

/** A layer without what concerns its training alone, which may change. */
function functionOf(layer: Layer): string {
  return JSON.stringify(sortKeys({ ...layer, momentum: undefined, ghost: undefined }));
}

function chosen(training: Checkpoint['training']): Readonly<Record<string, unknown>> {
  if ('imported' in training) return training;
  const {
    batching,
    batchSize,
    epochs,
    optimizer,
    schedule,
    learningRate,
    augmentation,
    seed,
    precision,
    freezeBatchNorm,
    startedFrom,
  } = training;
  return {
    ...{ batching, batchSize, epochs, optimizer, schedule, learningRate, augmentation, seed, precision },
    ...(freezeBatchNorm !== undefined && { freezeBatchNorm }),
    ...(startedFrom !== undefined && { startedFrom }),
  };
}
