import { readCheckpoint } from '@batchmates/checkpoint';
import { expect, test } from 'vitest';
import { colours } from './support/colours.ts';
import { recordingEngine } from './support/recording-engine.ts';
import { runTrain } from './support/run-train.ts';

test('a strategy from a file that declares balanced batches gets the curves and the record of balanced ones', async () => {
  const dataset = await colours({ classes: 8, trainPerClass: 3, testPerClass: 2 });
  const { engine, batches, tested } = recordingEngine({ pixels: 4 * 4 * 3 });
  const { artifact } = await runTrain(dataset, {
    engine,
    pipelineDirectory: import.meta.dirname,
    params: {
      network: 'cifar-resnet-8',
      width: 2,
      crop: 4,
      epochs: 1,
      batching: { kind: './fixture/few-classes.ts', together: 4 },
      batchSize: 4,
    },
  });
  for (const labels of batches) expect(new Set(labels).size).toBe(4);
  // 16 test images in batches of four classes, as in training.
  expect(tested).toEqual([4, 4, 4, 4]);
  const { training } = await readCheckpoint(artifact.directory);
  expect(training).toMatchObject({
    batching: { kind: './fixture/few-classes.ts', together: 4 },
    strategy: 'few-classes',
    composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 4 },
  });
  expect(artifact.manifest.params['batching']).toEqual({ kind: './fixture/few-classes.ts', together: 4 });
});

test.each(['Math.random', 'counter', 'epochs seen'])(
  'a strategy whose plans rest on %s is refused before training',
  async (by) => {
    const dataset = await colours({ classes: 2, trainPerClass: 12, testPerClass: 2 });
    const run = runTrain(dataset, {
      pipelineDirectory: import.meta.dirname,
      params: {
        network: 'cifar-resnet-8',
        width: 2,
        crop: 4,
        epochs: 2,
        batching: { kind: './fixture/stateful.ts', by },
        batchSize: 4,
      },
    });
    await expect(run).rejects.toMatchObject({
      code: 'stage/not-repeatable',
      message: expect.stringContaining('batching strategy "stateful": plan() of epoch 0') as string,
    });
  },
);
