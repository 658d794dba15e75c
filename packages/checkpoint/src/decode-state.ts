import { UserError } from '@batchmates/errors';
import {
  completeState,
  describeNotFinite,
  type Moments,
  type Optimizer,
  type State,
} from '@batchmates/engine';
import { batchNorms, type Network } from '@batchmates/network';
import { isPopulation, populationOf } from './population.ts';
import { decodeSafetensors } from './safetensors.ts';

/** The tensors of a checkpoint. */
export interface DecodedState {
  /** Parameters, running statistics and optimizer slots, in the canonical layout. */
  readonly state: State;
  /** Absent before calibration. */
  readonly population?: Moments;
}

/** What the tensors in a file are checked against. */
export interface StateOwner {
  readonly network: Network;
  /** Whose slots are expected; absent: none. */
  readonly optimizer?: Optimizer | undefined;
  /** What messages call the file. */
  readonly file: string;
}

/**
 * Decodes the safetensors of a checkpoint. Needs nothing of Node. Throws a `UserError` (`checkpoint/corrupt`, or those of `decodeSafetensors` and
 * `completeState`) when the bytes are damaged or the tensors are not the network's.
 */
export function decodeState(bytes: Uint8Array, { network, optimizer, file }: StateOwner): DecodedState {
  const { tensors } = decodeSafetensors(bytes, file);
  const broken = describeNotFinite(tensors);
  if (broken !== undefined) throw corruptCheckpoint(file, 'finite numbers', broken);
  const state: State = new Map([...tensors].filter(([name]) => !isPopulation(name)));
  const population = populationOf(batchNorms(network), tensors, (expected, received) =>
    corruptCheckpoint(file, expected, received),
  );
  return {
    state: completeState(network, optimizer, state),
    ...(population === undefined ? {} : { population }),
  };
}

/** The error of a damaged file of a checkpoint. */
export function corruptCheckpoint(file: string, expected: string, received: string): UserError {
  return new UserError({
    code: 'checkpoint/corrupt',
    what: `checkpoint file ${file}`,
    expected,
    received,
    remedy: 'run the training stage again',
  });
}
