import { centreView } from '@batchmates/augmentation';
import { balanced } from '@batchmates/batching';
import type { TrainedCheckpoint } from '@batchmates/checkpoint';
import { openDataset } from '@batchmates/dataset';
import { referenceEngine } from '@batchmates/engine/testing';
import { openLoader } from '@batchmates/loader';
import type { Network } from '@batchmates/network';

const optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 } as const;
const crop = { height: 8, width: 8 };

/** A network of two batch norms, trained for some epochs on balanced batches of a data set on disk. */
export async function trainedCheckpoint(directory: string, epochs: number): Promise<TrainedCheckpoint> {
  const { info, ...dataset } = await openDataset(directory);
  const split = await dataset.split('train');
  const classes = info.classNames.length;
  const network = smallNetwork(classes);
  const program = await referenceEngine.compileTraining(network, {
    batchSize: classes,
    precision: 'f32',
    threads: 1,
    optimizer,
    seed: 1,
  });
  const loader = openLoader({ split, info, crop });
  let steps = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const request = { labels: split.labels, classes, batchSize: classes, seed: 0, epoch };
    const plan = balanced.plan(request, balanced.options.parse({}));
    for await (const { images, labels } of loader.batches(plan, { kind: 'view', view: centreView })) {
      await program.trainStep(images, labels, 0.02);
      steps++;
    }
  }
  await loader.close();
  return {
    network,
    classNames: info.classNames,
    crop,
    normalisation: info.normalisation,
    state: await program.readState(),
    training: {
      batching: { kind: 'balanced', ...balanced.options.parse({}) },
      strategy: 'balanced',
      composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: classes },
      batchSize: classes,
      epochs,
      steps,
      optimizer,
      schedule: { kind: 'constant' },
      learningRate: 0.02,
      augmentation: 'none',
      seed: 1,
      engine: referenceEngine.name,
      precision: 'f32',
      threads: 1,
      dataset: info.description,
      trainingImages: split.length,
    },
  };
}

function smallNetwork(classes: number): Network {
  const batchNorm = { kind: 'batchNorm', epsilon: 1e-5, momentum: 0.1 } as const;
  return {
    name: 'small',
    input: { ...crop, channels: 3 },
    classes,
    layers: [
      { kind: 'conv', name: 'conv1', input: 'images', channels: 4, size: 3, stride: 2, padding: 1 },
      { ...batchNorm, name: 'bn1', input: 'conv1' },
      { kind: 'relu', name: 'relu1', input: 'bn1' },
      { kind: 'conv', name: 'conv2', input: 'relu1', channels: 8, size: 3, stride: 1, padding: 1 },
      { ...batchNorm, name: 'bn2', input: 'conv2' },
      { kind: 'relu', name: 'relu2', input: 'bn2' },
      { kind: 'globalAveragePool', name: 'pool', input: 'relu2' },
      { kind: 'dense', name: 'fc', input: 'pool', units: classes },
    ],
  };
}
