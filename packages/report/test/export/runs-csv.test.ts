import { expect, test } from 'vitest';
import { runsCsv, type NamedRun } from '../../src/export/runs-csv.ts';

const run = (name: string, training: object): NamedRun =>
  ({
    name,
    networkName: 'cifar-resnet-20',
    curves: undefined,
    provenance: { training: { width: 16 }, seeds: { training: {} } },
    training: {
      batching: { kind: 'balanced' },
      strategy: 'balanced',
      composition: { kind: 'random' },
      dataset: 'letters "A, B"',
      seed: 3,
      precision: 'f32',
      epochs: 2,
      batchSize: 10,
      ...training,
    },
  }) as unknown as NamedRun;

test('runs are one row each, quoted where a value needs it; what a run does not have is empty', () => {
  const momentum = run('b', { optimizer: { kind: 'sgd', momentum: 0.9 } });
  expect(runsCsv([run('a', { scale: [0.9, 1.1] }), momentum])).toBe(
    'run,network,width,dataset,seed,precision,epochs,batchSize,batching.kind,scale,optimizer.kind,optimizer.momentum\n' +
      'a,cifar-resnet-20,16,"letters ""A, B""",3,f32,2,10,balanced,"[0.9,1.1]",,\n' +
      'b,cifar-resnet-20,16,"letters ""A, B""",3,f32,2,10,balanced,,sgd,0.9\n',
  );
});
