import type { Network } from '@batchmates/network';
import type { Engine, InferenceProgram, Precision, TrainingEngine, TrainingProgram } from '../engine.ts';
import type { FreezeBatchNorm } from '../freeze-batch-norm.ts';
import type { Optimizer } from '../optimizer.ts';
import type { State } from '../state.ts';
import { referenceEngine } from './reference/reference-engine.ts';
import { sampleState } from './sample.ts';
import type { Tolerance } from './tolerance.ts';

/** Arguments of the checks: the engine under examination, and the function that declares a test. */
export interface Conformance<Examined extends Engine = Engine> {
  readonly precision: Precision;
  readonly threads: number;
  readonly tolerance: Tolerance;
  readonly liveTensors: (() => number) | undefined;
  engine(): Examined;
  /** Declares a test, unless the engine's exclusions name it. */
  check(title: string, body: () => Promise<void>): void;
}

/** What the checks of training are given. */
export type TrainingConformance = Conformance<TrainingEngine>;

/** Momentum without weight decay: after one step from zero velocity, the velocity is the gradient itself. */
export const gradientReader: Optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };

/** What to compile for a check of training; four images, plain momentum and seed 1 unless told otherwise. */
export interface ProgramOptions {
  readonly batchSize?: number;
  readonly optimizer?: Optimizer;
  readonly seed?: number;
  readonly freezeBatchNorm?: FreezeBatchNorm;
}

/** Compiles for inference on the engine under examination, lends the program to `use`, and disposes of it. */
export async function withInference<Result>(
  { engine, precision, threads }: Conformance,
  network: Network,
  state: State,
  use: (program: InferenceProgram) => Promise<Result>,
): Promise<Result> {
  const program = await engine().compileInference(network, { state, precision, threads });
  try {
    return await use(program);
  } finally {
    await program.dispose();
  }
}

/** Compiles for training on the engine under examination, lends the program to `use`, and disposes of it. */
export async function withTraining<Result>(
  { engine, precision, threads }: TrainingConformance,
  network: Network,
  options: ProgramOptions,
  use: (program: TrainingProgram) => Promise<Result>,
): Promise<Result> {
  const program = await engine().compileTraining(network, { ...defaults, ...options, precision, threads });
  try {
    return await use(program);
  } finally {
    await program.dispose();
  }
}

/** The same training program on the float64 reference. */
export function referenceTraining(network: Network, options: ProgramOptions): Promise<TrainingProgram> {
  return referenceEngine.compileTraining(network, { ...defaults, ...options, precision: 'f32', threads: 1 });
}

/** The same inference program on the float64 reference. */
export function referenceInference(network: Network, state: State): Promise<InferenceProgram> {
  return referenceEngine.compileInference(network, { state, precision: 'f32', threads: 1 });
}

/** Parameters and running statistics in which nothing is at its start, without optimizer slots. */
export function sampleParameters(network: Network): State {
  const state = sampleState(network, gradientReader);
  return new Map([...state].filter(([name]) => !name.startsWith('optimizer.')));
}

const defaults = { batchSize: 4, optimizer: gradientReader, seed: 1 };
