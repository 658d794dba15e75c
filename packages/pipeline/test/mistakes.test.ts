import { describe, expect, it } from 'vitest';
import { planPipeline } from '../src/index.ts';
import { mistakesOf, planText, toyRegistry } from './toy-stages.ts';

describe('a pipeline file with mistakes', () => {
  it('reports all of them at once: file, line, column, key, expected, received, remedy; in the order of the file', async () => {
    const mistakes = await mistakesOf(`name: toy
descripton: a typo
stages:
  source: { uses: toy/source, with: { size: many } }
  train:
    uses: toy/trian
    in: { dataset: source }
    wiht: { epochs: 1 }
  test:
    uses: toy/test
    in: { checkpoint: source, datset: source }
  again:
    uses: toy/train
    in: { dataset: sorce }
    with: { epoch: 3, schedule: cosin, optimizer: { kind: sgd, momentun: 1 } }
  report:
    uses: toy/report
    with: { title: '\${batchng}' }
`);
    expect(mistakes).toEqual([
      'pipeline.yaml:2:1 descripton is not known here: expected one of name, description, stages; did you mean "description"?',
      'pipeline.yaml:4:39 stages.source.with.size: expected number, received "many"',
      'pipeline.yaml:6:5 stages.train.uses unknown stage "toy/trian": expected one of toy/source, toy/train, toy/mix, toy/import, toy/calibrate, toy/test, toy/report, or a ./file.ts; did you mean "toy/train"?',
      'pipeline.yaml:8:5 stages.train.wiht is not known here: expected one of uses, in, matrix, with; did you mean "with"?',
      'pipeline.yaml:11:5 stages.test.in toy/test needs an input dataset: expected dataset: <a stage that leaves a dataset>, received nothing',
      'pipeline.yaml:11:11 stages.test.in.checkpoint: expected a stage that leaves a checkpoint, received source, which leaves a dataset',
      'pipeline.yaml:11:31 stages.test.in.datset is no input of toy/test: expected one of checkpoint, dataset; did you mean "dataset"?',
      'pipeline.yaml:14:11 stages.again.in.dataset there is no stage "sorce": expected one of source, train, test, again, report; did you mean "source"?',
      'pipeline.yaml:15:13 stages.again.with.epoch is not known here: expected one of batching, epochs, rate, nesterov, schedule, optimizer, tags; did you mean "epochs"?',
      'pipeline.yaml:15:23 stages.again.with.schedule: expected one of cosine, one-cycle, received "cosin"; did you mean "cosine"?',
      'pipeline.yaml:15:64 stages.again.with.optimizer.momentun is not known here: expected one of kind, momentum; did you mean "momentum"?',
      'pipeline.yaml:16:3 stages.report.in toy/report needs an input results: expected results: <a stage that leaves a results>, received nothing',
      'pipeline.yaml:18:13 stages.report.with.title no matrix axis "batchng": expected a matrix on this stage or one before it',
    ]);
  });

  it('reports every duplicate name', async () => {
    const mistakes = await mistakesOf(`name: toy
stages:
  source: { uses: toy/source }
  source: { uses: toy/source, with: { size: 1, size: 2 } }
`);
    expect(mistakes).toEqual([
      expect.stringMatching(/^pipeline\.yaml:4:3: expected each key once/),
      expect.stringMatching(/^pipeline\.yaml:4:48: expected each key once/),
    ]);
  });

  it('reports cycles as paths, each once', async () => {
    const test = (checkpoint: string, dataset: string) =>
      `{ uses: ./loop.mjs, in: { a: ${checkpoint}, b: ${dataset} } }`;
    const loop = `export default { uses: 'loop', summary: '', inputs: { a: { type: 'x' }, b: { type: 'x' } }, output: 'x', params: {}, run() {} };`;
    const mistakes = await mistakesOf(
      `name: toy\nstages:\n  one: ${test('two', 'one')}\n  two: ${test('three', 'three')}\n  three: ${test('one', 'one')}\n`,
      { 'loop.mjs': loop },
    );
    expect(mistakes).toEqual([
      'pipeline.yaml:3:28 stages.one.in a cycle: one -> two -> three -> one: expected stages that only read what comes before them',
    ]);
  });

  it('says of an unquoted ${axis} in braces that it needs quotes, and nothing of what follows from it', async () => {
    const text = `name: p\nstages:\n  a:\n    uses: test/source\n    with: { count: \${n} }\n  b: { uses: test/source }\n`;
    expect(await mistakesOf(text)).toEqual([
      expect.stringMatching(/:5:\d+ .*; put it in quotes: '\$\{n\}'$/),
    ]);
  });

  it('reports broken syntax with its place', async () => {
    expect(await mistakesOf('name: toy\nstages: [\n')).toEqual([
      expect.stringMatching(/^pipeline\.yaml:\d+:\d+ Flow sequence/),
    ]);
    expect(await mistakesOf('')).toEqual([
      expect.stringMatching(/^pipeline\.yaml:1:1: expected the keys name and stages, received an empty file/),
    ]);
    expect(await mistakesOf('just text')).toEqual([
      expect.stringMatching(/expected object, received "just text"/),
    ]);
  });

  it.each([
    [
      'an unknown strategy',
      '{ batching: balancd, epochs: 1 }',
      '',
      /stages\.train\.with\.batching unknown batching strategy "balancd".*did you mean "balanced"\?$/,
    ],
    [
      'a strategy file that is not there',
      '{ batching: ./mine.mjs, epochs: 1 }',
      '',
      /batching strategy \.\/mine\.mjs: expected a module .*mine\.mjs, received no such file/,
    ],
    [
      'a strategy file that exports something else',
      '{ batching: ./wrong.mjs, epochs: 1 }',
      '',
      /expected a default export that is an object with options, received another number/,
    ],
    [
      'a strategy file that does not load',
      '{ batching: ./broken.mjs, epochs: 1 }',
      '',
      /batching strategy \.\/broken\.mjs does not load: received Error: at load/,
    ],
    [
      'a strategy file whose import is missing',
      '{ batching: ./importer.mjs, epochs: 1 }',
      '',
      /batching strategy \.\/importer\.mjs does not load: received/,
    ],
    [
      'an axis that changes nothing',
      '{ epochs: 1 }',
      'matrix: { seed: [0, 1] }',
      /stages\.train\.matrix\.seed changes nothing.*expected "\$\{seed\}" somewhere in with:/,
    ],
    [
      'an unknown axis',
      "{ epochs: '\${epoch}' }",
      'matrix: { epochs: [1] }',
      /no matrix axis "epoch": expected one of epochs; did you mean "epochs"\?/,
    ],
    [
      'values whose names collide',
      "{ epochs: 1, tags: ['\${tag}'] }",
      'matrix: { tag: [a b, a-b] }',
      /two instances would be called train\.a-b/,
    ],
    [
      'an empty matrix axis',
      '{ epochs: 1 }',
      'matrix: { seed: [] }',
      /stages\.train\.matrix\.seed: expected array of at least 1 items, received \[\]$/,
    ],
    [
      'a wrong value in one variant only',
      "{ epochs: '\${epochs}' }",
      'matrix: { epochs: [1, many] }',
      /stages\.train\.with\.epochs: expected number, received "many"/,
    ],
  ])('names %s', async (_, params, matrix, message) => {
    const text = `name: toy\nstages:\n  source: { uses: toy/source }\n  train:\n    uses: toy/train\n    in: { dataset: source }\n    ${matrix}\n    with: ${params}\n`;
    const files = {
      'wrong.mjs': 'export default 1;',
      'broken.mjs': `throw new Error('at load');`,
      'importer.mjs': `import './absent.mjs';`,
    };
    const mistakes = await mistakesOf(text, files);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(message);
  });

  it('names an instance that is not there, and a list where one stage is meant', async () => {
    const mistakes = await mistakesOf(`name: toy
stages:
  source: { uses: toy/source }
  train: { uses: toy/train, in: { dataset: [source, source] }, matrix: { epochs: [1, 2] }, with: { epochs: '\${epochs}' } }
  report: { uses: toy/report, in: { results: test.3 } }
  test: { uses: toy/test, in: { checkpoint: train.3, dataset: source } }
`);
    expect(mistakes).toEqual([
      expect.stringMatching(/:4:35 stages\.train\.in\.dataset: expected one stage, received source, source/),
      expect.stringMatching(
        /:6:33 stages\.test\.in\.checkpoint there is no instance "train\.3": expected one of train\.1, train\.2/,
      ),
    ]);
  });

  it.each([
    [
      '[standard, { kind: balanced, perclas: 2 }]',
      /:3:74 stages\.mix\.with\.strategies\.1\.perclas is not known here: expected one of perClass; did you mean "perClass"\?$/,
    ],
    [
      '[{ kind: balanced, perClass: two }]',
      /stages\.mix\.with\.strategies\.0\.perClass: expected number, received "two"$/,
    ],
    [
      '[{ kind: balancd }]',
      /stages\.mix\.with\.strategies\.0 unknown batching strategy "balancd".*did you mean "balanced"\?$/,
    ],
    ['[{ perClass: 2 }]', /stages\.mix\.with\.strategies\.0\.kind: expected string, received nothing$/],
    ['[3]', /stages\.mix\.with\.strategies\.0: expected string or object, received 3$/],
  ])('names what is wrong in a choice: %s', async (written, message) => {
    const mistakes = await mistakesOf(
      `name: toy\nstages:\n  mix: { uses: toy/mix, with: { strategies: ${written} } }\n`,
    );
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(message);
  });

  it.each([
    ['{ kind: batch, groups: 2 }', ['norm.groups is not known here: expected one of kind, momentum']],
    [
      '{ kind: group, groups: x, group: 2 }',
      [
        'norm.groups: expected number, received "x"',
        'norm.group is not known here: expected one of kind, groups; did you mean "groups"?',
      ],
    ],
    ['{ kind: grup }', ['norm.kind: expected one of batch, group, received "grup"; did you mean "group"?']],
    ['3', ['norm: expected one of "batch"|"group" or object, received 3']],
  ])('names what is wrong in a word or an object of a kind: %s', async (norm, expected) => {
    const mistakes = await mistakesOf(
      `name: toy\nstages:\n  mix: { uses: toy/mix, with: { norm: ${norm} } }\n`,
    );
    expect(mistakes.map((line) => line.replace(/^.*stages\.mix\.with\./, ''))).toEqual(expected);
  });

  it('says what to write for a key that is no more', async () => {
    const mistakes = await mistakesOf(`name: toy
stages:
  source: { uses: toy/source }
  train: { uses: toy/train, in: { dataset: source }, with: { epochs: 1, batchingOptions: { perClass: 2 } } }
`);
    expect(mistakes).toEqual([
      'pipeline.yaml:4:73 stages.train.with.batchingOptions is no longer a key; write them into batching, e.g. batching: { kind: balanced, perClass: 2 }',
    ]);
  });

  it('is one line per mistake, whatever the values', async () => {
    const mistakes = await mistakesOf(
      'name: toy\nstages:\n  source: { uses: toy/source, with: { size: "two\\nlines" } }\n',
    );
    expect(mistakes.join('').includes('\n')).toBe(false);
  });

  it('names a file that is not there', async () => {
    await expect(planPipeline('/nowhere/pipeline.yaml', { stages: toyRegistry })).rejects.toMatchObject({
      code: 'pipeline/no-file',
    });
  });

  it('is accepted when mended: anchors and merge keys work', async () => {
    const plan = await planText(`
name: toy
stages:
  source: { uses: toy/source }
  one: { uses: toy/train, in: { dataset: source }, with: &common { epochs: 1 } }
  two: { uses: toy/train, in: { dataset: source }, with: { <<: *common, rate: 0.5 } }
`);
    expect(plan.instances[2]?.params).toMatchObject({ epochs: 1, rate: 0.5 });
  });
});
