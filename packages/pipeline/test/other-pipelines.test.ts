import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mistakesOf, planText } from './toy-stages.ts';

const first = `
name: first
stages:
  source: { uses: toy/source }
  train:
    uses: toy/train
    in: { dataset: source }
    matrix: { seed: [1, 2], batching: [standard, balanced] }
    with: { epochs: '\${seed}', batching: '\${batching}' }
`;
const second = `
name: second
stages:
  test: { uses: toy/test, in: { checkpoint: first.train, dataset: first.source } }
`;
const files = { 'first.yaml': first, 'second.yaml': second };
const toy = (stages: string) => `name: toy\nstages:\n${stages}`;

describe('an input from another pipeline', () => {
  test('is a stage of it, which this one fans out with, or some of its instances', async () => {
    const plan = await planText(
      toy(`  source: { uses: toy/source }
  test: { uses: toy/test, in: { checkpoint: first.train, dataset: source } }
  some: { uses: toy/report, in: { results: test, checkpoints: [first.train.1, first.train.2.balanced] } }
`),
      files,
    );
    expect(plan.instances.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['source', {}],
      ...['1.standard', '1.balanced', '2.standard', '2.balanced'].map((cell) => [
        `test.${cell}`,
        { checkpoint: [`first.train.${cell}`], dataset: ['source'] },
      ]),
      [
        'some',
        {
          results: ['test.1.standard', 'test.1.balanced', 'test.2.standard', 'test.2.balanced'],
          checkpoints: ['first.train.1.standard', 'first.train.1.balanced', 'first.train.2.balanced'],
        },
      ],
    ]);
    expect(plan.others.map(({ name, instance, inputs }) => [name, instance, inputs])).toEqual([
      ['first.source', 'source', {}],
      ...['1.standard', '1.balanced', '2.standard', '2.balanced'].map((cell) => [
        `first.train.${cell}`,
        `train.${cell}`,
        { dataset: ['first.source'] },
      ]),
    ]);
    expect(plan.others.map(({ pipeline }) => [pipeline.name, basename(pipeline.file)])).toContainEqual([
      'first',
      'first.yaml',
    ]);
  });

  test('may itself be made from a third pipeline; what nobody needs is left out', async () => {
    const { others } = await planText(
      toy('  report: { uses: toy/report, in: { results: second.test.2 } }'),
      files,
    );
    expect(others.map(({ name }) => name)).toEqual([
      'first.source',
      'first.train.2.standard',
      'first.train.2.balanced',
      'second.test.2.standard',
      'second.test.2.balanced',
    ]);
    expect(others.at(-1)!.inputs).toEqual({
      checkpoint: ['first.train.2.balanced'],
      dataset: ['first.source'],
    });
  });

  test('gives its type to a stage that passes it on', async () => {
    const plan = await planText(
      toy('  more: { uses: toy/calibrate, in: { network: first.train.1.standard } }'),
      files,
    );
    expect(plan.instances.map(({ name, output }) => [name, output])).toEqual([
      ['more.1.standard', 'checkpoint'],
    ]);
  });

  test('stands behind a stage of this file of the same name', async () => {
    const plan = await planText(
      toy(`  first: { uses: toy/source }
  train: { uses: toy/train, in: { dataset: first }, with: { epochs: 1 } }
`),
      files,
    );
    expect(plan.others).toEqual([]);
    expect(plan.instances[1]!.inputs).toEqual({ dataset: ['first'] });
  });
});

describe('one line says what is wrong', () => {
  const report = (results: string) =>
    mistakesOf(toy(`  report: { uses: toy/report, in: { results: ${results} } }`), files);

  test.each([
    ['frist.train', 'there is no stage "frist": expected one of report; did you mean "first"?'],
    ['second', 'names a pipeline and no stage of it: expected one of second.test'],
    ['second.tets', 'pipeline second has no stage "tets": expected one of second.test; did you mean "test"?'],
    [
      'second.test.3',
      'there is no instance "second.test.3": expected one of second.test.1.standard, second.test.1.balanced, second.test.2.standard, second.test.2.balanced',
    ],
    ['first.source', 'expected a stage that leaves a results, received first.source, which leaves a dataset'],
  ])('%s', async (results, message) => {
    expect(await report(results)).toEqual([
      `pipeline.yaml:3:37 stages.report.in.results${message.startsWith('expected') ? ': ' : ' '}${message}`,
    ]);
  });

  test('of mistakes in the other pipeline, and of pipelines that read each other', async () => {
    const reading = toy('  report: { uses: toy/report, in: { results: broken.test } }');
    expect(
      await mistakesOf(reading, { 'broken.yaml': 'name: broken\nstages:\n  test: { uses: toy/tset }\n' }),
    ).toEqual([
      expect.stringMatching(
        /^pipeline\.yaml:3:37 stages\.report\.in\.results reads broken: broken\.yaml:3:11 stages\.test\.uses unknown stage "toy\/tset"/,
      ),
    ]);
    const back =
      'name: broken\nstages:\n  test: { uses: toy/test, in: { checkpoint: toy.train, dataset: first.source } }\n';
    expect(await mistakesOf(reading, { ...files, 'broken.yaml': back })).toEqual([
      expect.stringContaining(
        'stages.test.in.checkpoint a cycle of pipelines: toy -> broken -> toy: expected pipelines that do not read each other',
      ),
    ]);
    expect(await mistakesOf(toy('  report: { uses: toy/report, in: { results: toy.report } }'))).toEqual([
      expect.stringContaining('a cycle of pipelines: toy -> toy'),
    ]);
  });

  test('of an instance that is called as one which is read', async () => {
    const stages = `  source: { uses: toy/source }
  train: { uses: toy/train, in: { dataset: source }, with: { epochs: 1 } }
  first:
    uses: toy/test
    in: { checkpoint: train, dataset: source }
    matrix: { protocol: [source] }
    with: { protocol: '\${protocol}' }
  report: { uses: toy/report, in: { results: third.test } }
`;
    const third =
      'name: third\nstages:\n  test: { uses: toy/test, in: { checkpoint: first.train, dataset: first.source } }\n';
    expect(await mistakesOf(toy(stages), { ...files, 'third.yaml': third })).toEqual([
      'pipeline.yaml:5:3 stages.first an instance of another pipeline that is read is called first.source as well; rename the stage',
    ]);
  });
});
