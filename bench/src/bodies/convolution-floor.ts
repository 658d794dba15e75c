import type { Precision } from '@batchmates/engine';
import { loadOneDnn, runStep, type Step } from '@batchmates/engine-onednn';
import type { PrepareBody } from '../harness/body.ts';
import { sampleBatch } from '../train-step/batch.ts';
import { stepCaseNamed } from '../train-step/cases.ts';
import { compileCase } from '../train-step/compile-case.ts';

/** The case, precision and threads whose convolutions are measured. */
export interface FloorOptions {
  readonly case: string;
  readonly precision: Precision;
  readonly threads: number;
}

/** Runs of one primitive in a row: the caches are as warm as they get. */
const REPEATS = 3;

/**
 * The floor of a training step: every convolution primitive of it alone, the best time of each added up. Reports it
 * as the finding `floorMs`.
 */
const prepare: PrepareBody<FloorOptions> = async ({ case: name, precision, threads }) => {
  const stepCase = stepCaseNamed(name);
  const { network, batchSize } = stepCase;
  const engine = await loadOneDnn();
  const program = await compileCase(engine, stepCase, { precision, threads });
  const { images, labels } = sampleBatch(network, batchSize);
  await program.trainStep(images, labels, 0.01);
  const { session, steps } = program.training();
  const convolutions = steps.filter(
    (step) => step.kind === 'primitive' && step.name.startsWith('convolution'),
  );
  const best = new Map<Step, number>();
  return {
    work: () => {
      for (const step of convolutions) {
        for (let repeat = 0; repeat < REPEATS; repeat++) {
          const start = performance.now();
          runStep(session, step);
          best.set(step, Math.min(best.get(step) ?? Infinity, performance.now() - start));
        }
      }
      return batchSize;
    },
    findings: () => ({ floorMs: [...best.values()].reduce((sum, milliseconds) => sum + milliseconds, 0) }),
  };
};

export default prepare;
