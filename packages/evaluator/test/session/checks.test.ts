import type { Artifact } from '@batchmates/artifact';
import { builtInProtocols } from '@batchmates/protocols';
import type { PlannedInput } from '@batchmates/stage';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit, calibrate, circulate, evaluate, hypotheses, pseudoLabel } from '../../src/index.ts';
import { swatches } from '../support/colours.ts';
import { openLaboratory } from '../support/laboratory.ts';

const { services, ...laboratory } = openLaboratory();
/** Nine images to train on, six to test. */
let dataset: Artifact;
beforeAll(async () => (dataset = await laboratory.dataset({ train: swatches(3), test: swatches(2) })));

/** What a check is given: a checkpoint that is still to be made, with pooled statistics or without, and a data set that may be there. */
const context = ({ population, data }: { readonly population: boolean; readonly data?: Artifact }) => {
  const planned = (foreseen: PlannedInput['foreseen'], artifact?: Artifact) => [
    { type: 'checkpoint', foreseen, artifact },
  ];
  const inputs = { checkpoint: planned({ population }), dataset: planned({}, data) };
  return { inputs, services, pipelineDirectory: import.meta.dirname };
};

/** Params of `evaluator/evaluate` with the completed options of a protocol. */
const under = (kind: string, options: object = {}) => {
  const { options: schema } = builtInProtocols.find(({ name }) => name === kind)!;
  return evaluate.params.parse({ protocol: { ...schema.parse(options), kind } });
};

describe('before a network is there', () => {
  test('statistics that nobody pools are refused by every stage that normalises single images with them', async () => {
    const without = context({ population: false });
    const uncalibrated = { code: 'protocol/uncalibrated' };
    await expect(evaluate.check!({ ...without, params: under('standard') })).rejects.toMatchObject(
      uncalibrated,
    );
    for (const stage of [pseudoLabel, circulate]) {
      await expect(
        stage.check!({ ...without, params: stage.params.parse({}) } as never),
      ).rejects.toMatchObject(uncalibrated);
      const running = stage.params.parse({ statistics: 'running' });
      expect(await stage.check!({ ...without, params: running } as never)).toBeUndefined();
    }
    expect(await calibrate.check!({ ...without, params: calibrate.params.parse({}) })).toBeUndefined();
    expect(await evaluate.check!({ ...without, params: under('balanced') })).toBeUndefined();
  });

  test('of an imported one calibration must be told what is as in training', async () => {
    const { inputs, ...others } = context({ population: false });
    const foreseen = { population: false, imported: true };
    const imported = {
      ...others,
      inputs: { ...inputs, checkpoint: [{ type: 'checkpoint', foreseen, artifact: undefined }] },
    };
    const told = { batching: { kind: 'standard' }, batchSize: 64 };
    const check = async (params: object) =>
      calibrate.check!({ ...imported, params: calibrate.params.parse(params) });
    await expect(check({ views: 'augmented' })).rejects.toThrow(
      /received as in training: batching, batchSize, views: augmented; set e\.g\. batching: standard/,
    );
    await expect(check({ ...told, batchSize: undefined })).rejects.toMatchObject({
      code: 'evaluator/imported',
    });
    expect(await check(told)).toBeUndefined();
  });

  test('pooled ones are not, nor those of a checkpoint of which nothing is known', async () => {
    const params = under('standard');
    expect(await evaluate.check!({ ...context({ population: true }), params })).toBeUndefined();
    const { inputs, ...others } = context({ population: false });
    const known = { ...inputs, checkpoint: [{ type: 'checkpoint', foreseen: {}, artifact: undefined }] };
    expect(await evaluate.check!({ ...others, inputs: known, params })).toBeUndefined();
    expect(calibrate.foresee!(calibrate.params.parse({}))).toEqual({
      population: true,
      populationViews: { views: 'center', flip: undefined },
    });
  });

  const pooledOver = (params: object) => {
    const { inputs, ...others } = context({ population: true });
    const foreseen = calibrate.foresee!(calibrate.params.parse(params));
    return {
      ...others,
      inputs: { ...inputs, checkpoint: [{ type: 'checkpoint', foreseen, artifact: undefined }] },
    };
  };

  test('population statistics of other views than those tested are refused by every stage that uses them', async () => {
    const message =
      'statistics "population": expected pooled over the views of this test, views: grid, received over views: center; ' +
      'give evaluator/calibrate and this stage the same views, or use statistics: running';
    const grid = { ...under('standard'), views: 'grid' } as const;
    await expect(evaluate.check!({ ...pooledOver({}), params: grid })).rejects.toMatchObject({
      code: 'evaluator/other-views',
      message,
    });
    for (const stage of [pseudoLabel, circulate]) {
      const params = stage.params.parse({ views: 'grid' });
      await expect(stage.check!({ ...pooledOver({}), params } as never)).rejects.toThrow(message);
      expect(await stage.check!({ ...pooledOver({ views: 'grid' }), params } as never)).toBeUndefined();
      const running = stage.params.parse({ views: 'grid', statistics: 'running' });
      expect(await stage.check!({ ...pooledOver({}), params: running } as never)).toBeUndefined();
    }
    const central = under('standard');
    await expect(evaluate.check!({ ...pooledOver({ views: 'ten-crop' }), params: central })).rejects.toThrow(
      'views: center, received over views: ten-crop',
    );
    expect(
      await evaluate.check!({ ...pooledOver({}), params: { ...under('balanced'), views: 'grid' } }),
    ).toBe(undefined);
    expect(await evaluate.check!({ ...pooledOver({ views: 'augmented' }), params: grid })).toBeUndefined();
  });

  test('mirror images are told apart once both stages say whether they want them', async () => {
    const grid = (flip?: boolean) => ({ ...under('standard'), views: 'grid' as const, flip });
    await expect(
      evaluate.check!({ ...pooledOver({ views: 'grid', flip: true }), params: grid(false) }),
    ).rejects.toThrow(
      'expected pooled over the views of this test, views: grid without mirror images, received over views: grid with mirror images; ' +
        'give evaluator/calibrate and this stage the same views and flip, or use statistics: running',
    );
    for (const params of [grid(), grid(true)])
      expect(await evaluate.check!({ ...pooledOver({ views: 'grid', flip: true }), params })).toBeUndefined();
    const central = { ...under('standard'), flip: false };
    expect(await evaluate.check!({ ...pooledOver({ flip: true }), params: central })).toBeUndefined();
  });

  test.each([
    ['calibrate', calibrate, {}],
    ['pseudo-label', pseudoLabel, {}],
    ['circulate', circulate, {}],
    ['hypotheses', hypotheses, {}],
    ['evaluate', evaluate, under('balanced')],
  ])('%s refuses an unknown engine', async (_, stage, params) => {
    const unknown = stage.params.parse({ ...params, engine: 'abacus' });
    await expect(
      stage.check!({ ...context({ population: true }), params: unknown } as never),
    ).rejects.toThrow('engine "abacus": expected auto, reference');
  });
});

describe('once the data set is there', () => {
  const there = () => context({ population: true, data: dataset });

  test('every stage refuses a split that it has not', async () => {
    for (const stage of [calibrate, pseudoLabel, circulate]) {
      const params = stage.params.parse({ split: 'validation' });
      await expect(stage.check!({ ...there(), params } as never)).rejects.toMatchObject({
        code: 'dataset/no-split',
      });
      expect(await stage.check!({ ...there(), params: stage.params.parse({}) } as never)).toBeUndefined();
    }
  });

  test.each([
    ['random', { batchSize: 7 }, 'expected at most the 6 images of the split'],
    ['stream', { batchSize: 7 }, 'expected at most the 6 images of the split'],
    ['sorted', { batchSize: 7 }, 'expected at most the 6 images of the split'],
    ['grouped', { classes: 4 }, 'option classes: expected at most the 3 classes that have images'],
    ['grouped', { samples: 3 }, 'option samples: expected at most 2, the images of class 0'],
  ])('evaluate refuses a split that %s cannot arrange: %j', async (protocol, options, message) => {
    const params = under(protocol, options);
    await expect(evaluate.check!({ ...there(), params })).rejects.toThrow(message);
  });

  test('hypotheses leave as many bytes', async () => {
    const params = hypotheses.params.parse({});
    const absent = hypotheses.params.parse({ company: 'validation' });
    await expect(hypotheses.check!({ ...there(), params: absent })).rejects.toMatchObject({
      code: 'dataset/no-split',
    });
    expect(await hypotheses.check!({ ...there(), params })).toEqual({ bytes: 6 * 3 * 4 });
  });

  test('evaluate leaves a probability of 4 bytes for every class of every image', async () => {
    const params = under('balanced');
    expect(await evaluate.check!({ ...there(), params })).toEqual({ bytes: 6 * 3 * 4 });
    const train = { ...params, split: 'train' };
    expect(await evaluate.check!({ ...there(), params: train })).toEqual({ bytes: 9 * 3 * 4 });
  });
});

test('test batches of one image are said to be odd', () => {
  expect(evaluate.warnings!(under('random', { batchSize: 1 }))).toEqual([
    'protocol.batchSize: 1: under batch statistics every image is normalised by itself',
  ]);
  expect(evaluate.warnings!(under('random', { batchSize: 2 }))).toEqual([]);
  expect(evaluate.warnings!(under('balanced'))).toEqual([]);
});

test('mirror images of what is no set of views are said to be odd', () => {
  const warned = (params: object) => calibrate.warnings!(calibrate.params.parse(params));
  expect(warned({ flip: true })).toEqual(['flip: has no effect with views: center']);
  expect(warned({ flip: false, views: 'augmented' })).toEqual(['flip: has no effect with views: augmented']);
  expect([warned({ flip: true, views: 'grid' }), warned({ views: 'augmented' })]).toEqual([[], []]);
});

test('params that choose name the registry they choose from', () => {
  expect([evaluate, calibrate, audit].map(({ choices }) => choices)).toEqual([
    { protocol: 'protocols' },
    { batching: 'strategies' },
    { measuredAs: 'protocols', servedAs: 'protocols', trainedOn: 'protocols' },
  ]);
});
