import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint, writeCheckpoint } from '@batchmates/checkpoint';
import { referenceEngine } from '@batchmates/engine/testing';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { train } from '../src/index.ts';
import { greys } from './support/greys.ts';
import { runTrain } from './support/run-train.ts';
import { stripes } from './support/stripes.ts';

type Params = z.input<typeof train.params>;

const tiny = {
  network: 'cifar-resnet-8',
  width: 2,
  crop: 8,
  epochs: 1,
  schedule: { kind: 'constant' },
  augmentation: 'none',
  evaluateEvery: 0,
} satisfies Params;

/** So small a rate changes no float32 weight. */
const STILL = 1e-30;

let dataset: Artifact;
let first: Artifact;

beforeAll(async () => {
  dataset = await stripes({ train: [14, 14, 14], test: [6, 6, 6] });
  first = (await runTrain(dataset, { params: { ...tiny, optimizer: { kind: 'sgd', momentum: 0.9 } } }))
    .artifact;
});

const stateOf = async ({ directory }: Artifact) => (await readCheckpoint(directory)).state;

/** Goes on from the first training. */
const goOn = async (params: Partial<Params>, checkpoint = first) =>
  (
    await runTrain(dataset, {
      params: { ...tiny, optimizer: { kind: 'sgd', momentum: 0.9 }, ...params },
      checkpoint,
    })
  ).artifact;

describe('training on from a checkpoint', () => {
  test('starts with its weights, whatever the seed, and moves its running statistics', async () => {
    const [before, after] = [
      await stateOf(first),
      await stateOf(
        await goOn({
          learningRate: STILL,
          seed: 7,
          optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
        }),
      ),
    ];
    for (const [name, { data }] of before) {
      if (name.startsWith('optimizer.')) continue;
      if (name.includes('.running_')) expect(after.get(name)!.data, name).not.toEqual(data);
      else expect(after.get(name)!.data, name).toEqual(data);
    }
  });

  test('starts the optimizer anew, or goes on with its state', async () => {
    const [fresh, asked, kept] = await Promise.all(
      [{}, { optimizerState: 'fresh' as const }, { optimizerState: 'kept' as const }].map(async (params) =>
        stateOf(await goOn(params)),
      ),
    );
    expect(asked).toEqual(fresh);
    expect(kept!.get('fc.weight')!.data).not.toEqual(fresh!.get('fc.weight')!.data);
  });

  test.each([
    ['statistics', /\.running_(mean|var)$/],
    ['all', /\.running_(mean|var)$|bn\d?\.(weight|bias)$/],
  ] as const)('leaves of batch norm as it is: %s', async (freezeBatchNorm, frozen) => {
    const artifact = await goOn({
      ...{ freezeBatchNorm, batchSize: 1, optimizerState: 'kept', learningRate: 1e-4 },
    });
    const [before, after] = [await stateOf(first), await stateOf(artifact)];
    for (const [name, { data }] of before) {
      if (frozen.test(name)) expect(after.get(name)!.data, name).toEqual(data);
      else expect(after.get(name)!.data, name).not.toEqual(data);
    }
    expect((await readCheckpoint(artifact.directory)).training).toMatchObject({ freezeBatchNorm });
    const { training } = await readCheckpoint((await goOn({}, artifact)).directory);
    expect(training).toMatchObject({ startedFrom: { freezeBatchNorm } });
  });

  test('interrupted, with frozen statistics, ends with the same bytes', async () => {
    const params: Params = { ...tiny, epochs: 2, freezeBatchNorm: 'all' };
    const whole = await runTrain(dataset, { params, checkpoint: first });
    const scratch = await temporaryFolder();
    const interrupted = {
      ...referenceEngine,
      compileTraining: async (...given: Parameters<typeof referenceEngine.compileTraining>) => {
        const program = await referenceEngine.compileTraining(...given);
        let steps = 0;
        return {
          ...program,
          trainStep: (...batch: Parameters<typeof program.trainStep>) => {
            if (steps++ === 20) throw new Error('stop');
            return program.trainStep(...batch);
          },
        };
      },
    };
    const again = { params, checkpoint: first, scratch };
    await expect(runTrain(dataset, { ...again, engine: interrupted })).rejects.toThrow('stop');
    const resumed = await runTrain(dataset, again);
    expect(resumed.report).toMatchObject({ resumedAfter: { epochs: 1 } });
    expect(await stateOf(resumed.artifact)).toEqual(await stateOf(whole.artifact));
  });

  test('says for how long, and from what it started', async () => {
    const { training } = await readCheckpoint((await goOn({ epochs: 2 })).directory);
    expect(training).toMatchObject({
      ...{ epochs: 2, steps: 28 },
      startedFrom: { batching: { kind: 'standard' }, epochs: 1, optimizerState: 'fresh' },
    });
  });

  test.each([
    [{ optimizer: { kind: 'rmsprop' }, optimizerState: 'kept' }, 'trainer/other-optimizer'],
    [{ optimizer: { kind: 'rmsprop', start: 'ones' }, optimizerState: 'kept' }, 'trainer/other-optimizer'],
    [{ width: 3 }, 'trainer/other-network'],
    [{ norm: 'group', width: 8 }, 'trainer/other-network'],
    [{ norm: { kind: 'batch', epsilon: 0.1 } }, 'trainer/other-network'],
    [{ freezeBatchNorm: 'all', norm: 'group', width: 8 }, 'trainer/freeze'],
    [{ freezeBatchNorm: 'statistics', norm: { kind: 'batch', ghost: 3 } }, 'trainer/freeze'],
  ] as const)('refuses %j', async (params, code) => {
    const refusal = goOn(params as Partial<Params>).catch((error: unknown) => error);
    expect(JSON.stringify(await refusal)).toContain(code);
  });

  test('refuses other groups, and takes what concerns training alone', async () => {
    const grouped = (groups: number) => ({ norm: { kind: 'group', groups } as const, width: 8 });
    const { artifact } = await runTrain(dataset, { params: { ...tiny, ...grouped(4) } });
    await expect(goOn(grouped(2), artifact)).rejects.toThrow(/"groups":2.*received .*"groups":4/);
    await expect(goOn(grouped(4), artifact)).resolves.toBeDefined();
    const norm = { kind: 'batch', ghost: 3, momentum: 0.5 } as const;
    await expect(goOn({ norm })).resolves.toBeDefined();
  });

  test('shifts colours along the components of its own images, which an imported network has not', async () => {
    const checkpoint = await readCheckpoint(first.directory);
    const { mean, std } = checkpoint.normalisation;
    const directory = await temporaryFolder();
    await writeCheckpoint(directory, {
      ...checkpoint,
      normalisation: { mean: mean.map(() => 0.25), std, eigenvalues: [], eigenvectors: [] },
    });
    const after = await goOn({ augmentation: { kind: 'scale-crop' } }, { ...first, directory });
    const { normalisation } = await readCheckpoint(after.directory);
    expect(normalisation).toEqual({ ...checkpoint.normalisation, mean: mean.map(() => 0.25) });
  });

  test('refuses to keep an optimizer that is not there, and other classes', async () => {
    for (const asked of [{ optimizerState: 'kept' }, { freezeBatchNorm: 'statistics' }] as const)
      await expect(runTrain(dataset, { params: { ...tiny, ...asked } })).rejects.toMatchObject({
        code: 'trainer/no-checkpoint',
      });
    const images = [0, 1, 2].map((label) => ({ label, grey: 50 * label }));
    const { crop: _, ...params } = tiny;
    const other = await runTrain(await greys({ train: images, test: images }), { params });
    await expect(goOn({}, other.artifact)).rejects.toMatchObject({ code: 'trainer/other-classes' });
  });
});
