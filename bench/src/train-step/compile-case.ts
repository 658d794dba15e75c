import type { Optimizer, Precision, TrainingEngine, TrainingProgram } from '@batchmates/engine';
import type { StepCase } from './cases.ts';

/** What the paper trains with, and PyTorch beside us. */
const optimizer: Optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 };

/** An engine whose training programs may show more than all do. */
interface Compiler<Program> {
  compileTraining(...request: Parameters<TrainingEngine['compileTraining']>): Promise<Program>;
}

/** Compiles the training of a case. */
export function compileCase<Program extends TrainingProgram>(
  engine: Compiler<Program>,
  { network, batchSize }: StepCase,
  { precision, threads }: { readonly precision: Precision; readonly threads: number },
): Promise<Program> {
  return engine.compileTraining(network, { batchSize, precision, threads, optimizer, seed: 0 });
}
