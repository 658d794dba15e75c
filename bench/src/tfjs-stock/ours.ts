import { loadTfjs } from '../bodies/load-tfjs.ts';
import type { PrepareBody } from '../harness/body.ts';
import { BATCH, images, labels, LEARNING_RATE, MOMENTUM, network } from './case.ts';

/** Training steps of an engine of ours. */
const prepare: PrepareBody<{ readonly engine: string }> = async ({ engine: name }) => {
  const engine = await loadTfjs(name);
  const optimizer = { kind: 'sgd', momentum: MOMENTUM, weightDecay: 0 } as const;
  const program = await engine.compileTraining(network, {
    batchSize: BATCH,
    precision: 'f32',
    threads: 1,
    optimizer,
    seed: 0,
  });
  return {
    facts: { description: engine.description, threads: program.threads },
    async work() {
      const { loss } = await program.trainStep(images, labels, LEARNING_RATE);
      if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
      return BATCH;
    },
    close: () => program.dispose(),
  };
};

export default prepare;
