import { augmentationSchema } from '@batchmates/augmentation';
import { planEpoch, standard } from '@batchmates/batching';
import { openDataset } from '@batchmates/dataset';
import { loadOneDnn } from '@batchmates/engine-onednn';
import { openLoader, type LoadedBatch } from '@batchmates/loader';
import type { PrepareBody } from '../harness/body.ts';
import { stepCaseNamed } from '../train-step/cases.ts';
import { compileCase } from '../train-step/compile-case.ts';
import type { FeedOptions } from './case.ts';

const BATCH_SIZE = 10;

/**
 * Batches of ten through the loader with the augmentation of training, as an epoch gives them. Finding `waitedShare`: time in which
 * training waited for images, over all its time.
 */
const prepare: PrepareBody<FeedOptions> = async ({ directory, step }) => {
  const { info, split: splitOf } = await openDataset(directory);
  const split = await splitOf('train');
  const crop = { height: info.shape.height - info.padding, width: info.shape.width - info.padding };
  const loader = openLoader({ split, info, crop });
  const train = step === undefined ? () => undefined : await training(step);
  const batches = endless();
  // The first batch waits for the threads to start.
  await batches.next();
  const before = loader.waitedMs;
  let seconds = 0;
  return {
    async work() {
      const start = performance.now();
      const { value } = await batches.next();
      if (value !== undefined) await train(value);
      seconds += (performance.now() - start) / 1000;
      return BATCH_SIZE;
    },
    findings: () => ({ waitedShare: (loader.waitedMs - before) / 1000 / seconds }),
    close: async () => {
      await batches.return();
      await loader.close();
    },
  };

  async function* endless(): AsyncGenerator<LoadedBatch, void, void> {
    const augmentation = augmentationSchema.parse({ kind: 'scale-crop' });
    for (let epoch = 0; ; epoch++) {
      const request = { labels: split.labels, classes: 10, batchSize: BATCH_SIZE, seed: 0, epoch };
      const options = standard.options.parse({});
      const plan = planEpoch(request, {
        strategy: standard,
        options,
        stepsPerEpoch: 'batching',
        epochs: epoch + 1,
      });
      yield* loader.batches(plan, { kind: 'train', augmentation, seed: 0, epoch });
    }
  }
};

export default prepare;

async function training({ case: name, precision, threads }: NonNullable<FeedOptions['step']>) {
  const engine = await loadOneDnn();
  const program = await compileCase(engine, stepCaseNamed(name), { precision, threads });
  return async ({ images, labels }: LoadedBatch) => {
    await program.trainStep(images, labels, 0.01);
  };
}
