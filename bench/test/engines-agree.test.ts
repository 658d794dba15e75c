import { loadOneDnn, onednnCandidate } from '@batchmates/engine-onednn';
import { createNetwork } from '@batchmates/model-zoo';
import { expect, it } from 'vitest';
import { loadTfjs } from '../src/bodies/load-tfjs.ts';
import { sampleBatch } from '../src/train-step/batch.ts';

const networks = [
  createNetwork('cifar-resnet-8', { input: square(20), classes: 10, width: 8 }),
  createNetwork('imagenet-resnet-34', { input: square(40), classes: 10, width: 8 }),
];
const options = {
  batchSize: 10,
  precision: 'f32',
  threads: 1,
  seed: 0,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
} as const;
const ways = networks.flatMap((network) =>
  (['onednn', 'tfjs'] as const).map((from) => ({ name: network.name, network, from })),
);

const probe = await onednnCandidate.probe();
/** Under CI there must be a oneDNN. */
const absent = !probe.available && process.env['CI'] !== 'true';

/** Ten steps on one engine, then the same probabilities on both, with every kind of statistics. */
it.skipIf(absent).each(ways)(
  'a checkpoint of $name from $from predicts the same on the other engine',
  async ({ network, from }) => {
    const { images, labels } = sampleBatch(network, 10);
    const engines = { onednn: await loadOneDnn(), tfjs: await loadTfjs() };
    const trainer = await engines[from].compileTraining(network, options);
    const to = from === 'onednn' ? 'tfjs' : 'onednn';
    const other = await engines[to].compileTraining(network, { ...options, seed: 1 });
    for (let step = 0; step < 10; step++) await trainer.trainStep(images, labels, 0.01);
    await other.writeState(await trainer.readState());
    const moments = await trainer.moments(images);
    for (const statistics of [{ kind: 'batch' }, { kind: 'running' }, { kind: 'fixed', moments }] as const) {
      const [here, there] = [await trainer.infer(images, statistics), await other.infer(images, statistics)];
      here.forEach((probability, i) => expect(there[i]).toBeCloseTo(probability, 4));
    }
    await trainer.dispose();
    await other.dispose();
  },
);

function square(side: number) {
  return { height: side, width: side, channels: 3 };
}
