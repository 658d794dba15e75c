import type { Network } from '@batchmates/network';
import type { Engine, Precision, Program } from '../engine.ts';
import type { Optimizer } from '../optimizer.ts';
import { referenceEngine } from './reference/reference-engine.ts';
import type { Tolerance } from './tolerance.ts';

/** What the checks are given: the engine under examination, and where to declare a test. */
export interface Conformance {
  readonly precision: Precision;
  readonly threads: number;
  readonly tolerance: Tolerance;
  readonly liveTensors: (() => number) | undefined;
  engine(): Engine;
  /** Declares a test, unless the engine's exclusions name it. */
  check(title: string, body: () => Promise<void>): void;
}

/** Momentum without weight decay: after one step from zero velocity, the velocity is the gradient itself. */
export const gradientReader: Optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };

/** What to compile for a check; four images, plain momentum and seed 1 unless told otherwise. */
export interface ProgramOptions {
  readonly batchSize?: number;
  readonly optimizer?: Optimizer;
  readonly seed?: number;
}

/** Compiles on the engine under examination, lends the program to `use`, and disposes of it. */
export async function withProgram<Result>(
  { engine, precision, threads }: Conformance,
  network: Network,
  options: ProgramOptions,
  use: (program: Program) => Promise<Result>,
): Promise<Result> {
  const program = await engine().compile(network, { ...defaults, ...options, precision, threads });
  try {
    return await use(program);
  } finally {
    await program.dispose();
  }
}

/** The same program on the float64 reference. */
export function referenceProgram(network: Network, options: ProgramOptions): Promise<Program> {
  return referenceEngine.compile(network, { ...defaults, ...options, precision: 'f32', threads: 1 });
}

const defaults = { batchSize: 4, optimizer: gradientReader, seed: 1 };
