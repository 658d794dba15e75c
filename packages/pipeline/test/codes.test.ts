import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import { defineStage, type Stage } from '@batchmates/stage';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pipelineJsonSchema, planPipeline, readPipelineName } from '../src/index.ts';
import { topologicalOrder } from '../src/topological-order.ts';
import { planText, toyRegistry } from './toy-stages.ts';

/** Code and message of everything that is wrong with a pipeline file. */
async function mistakes(text: string): Promise<string[][]> {
  const error: unknown = await planText(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const all = error instanceof UserErrors ? error.errors : error instanceof UserError ? [error] : [];
  return all.map(({ code, message }) => [code, message.replace(/^pipeline\.yaml:/, '')]);
}

const head = 'name: toy\nstages:\n';
const source = '  source: { uses: toy/source }\n';

describe('every mistake has a code', () => {
  test.each([
    ['name: [\n', [['pipeline/yaml', expect.stringMatching(/^2:1 Flow sequence/)]]],
    [
      'name: 3 toy\nstages: {}\n',
      [['pipeline/wrong-value', expect.stringMatching(/^1:1 name: .*, received "3 toy"/)]],
    ],
    // A key twice leaves the rest worth checking.
    [
      `${head}${source}  source: { uses: toy/sorce }\n`,
      [
        ['pipeline/duplicate', expect.stringMatching(/^4:3: expected each key once/)],
        ['stage/unknown', expect.stringMatching(/^4:13 stages\.source\.uses unknown stage "toy\/sorce"/)],
      ],
    ],
    [
      `${head}${source}  train: { uses: toy/train, in: { dataset: [source, sorce] }, with: { epochs: 1 } }\n`,
      [
        [
          'pipeline/too-many',
          '4:35 stages.train.in.dataset: expected one stage, received source, sorce; only an input that gathers takes several',
        ],
        [
          'pipeline/dangling',
          '4:53 stages.train.in.dataset.1 there is no stage "sorce": expected one of source, train; did you mean "source"?',
        ],
      ],
    ],
    [
      `${head}${source}  train: { uses: toy/train, in: { dataset: source.x }, with: { epochs: 1 } }\n`,
      [
        [
          'pipeline/dangling',
          '4:35 stages.train.in.dataset there is no instance "source.x": expected one of source; did you mean "source"?',
        ],
      ],
    ],
    [
      `${head}  source: { uses: toy/source, in: { dataset: source } }\n`,
      [
        [
          'pipeline/unknown-input',
          '3:37 stages.source.in.dataset is no input of toy/source: expected no inputs',
        ],
      ],
    ],
    [
      `${head}  mix: { uses: toy/mix, with: { norm: { kind: btach } } }\n`,
      [
        [
          'pipeline/wrong-value',
          '3:41 stages.mix.with.norm.kind: expected one of batch, group, received "btach"; did you mean "batch"?',
        ],
      ],
    ],
    // An unknown key lies inside the member of the union that has it: the others have no say.
    [
      `${head}  mix: { uses: toy/mix, with: { norm: { kind: batch, momentun: 1 } } }\n`,
      [
        [
          'pipeline/unknown-key',
          '3:54 stages.mix.with.norm.momentun is not known here: expected one of kind, momentum; did you mean "momentum"?',
        ],
      ],
    ],
    // `train.` and 194 characters are 200, one more is too many.
    [
      `${head}${source}  train: { uses: toy/train, in: { dataset: source }, matrix: { tag: [${'x'.repeat(194)}, ${'y'.repeat(195)}] }, with: { epochs: 1, tags: ['\${tag}'] } }\n`,
      [
        [
          'pipeline/long-name',
          `4:54 stages.train.matrix names an instance with 201 characters, train.${'y'.repeat(34)}...: expected at most 200, since folders go by the name; give the values shorter names`,
        ],
      ],
    ],
    [
      `${head}  train: { uses: toy/train, in: { dataset: source }, with: { epochs: 1, schedule: 5, tags: [1], optimizer: { kind: sgd, batchingOptions: 1 } } }\n${source}`,
      [
        [
          'pipeline/wrong-value',
          '3:73 stages.train.with.schedule: expected one of cosine, one-cycle, received 5',
        ],
        ['pipeline/wrong-value', '3:93 stages.train.with.tags.0: expected string, received 1'],
        // A former name of a param is none inside another param.
        [
          'pipeline/unknown-key',
          '3:121 stages.train.with.optimizer.batchingOptions is not known here: expected one of kind, momentum',
        ],
      ],
    ],
    [
      `${head}  source: { uses: toy/source, with: { size: '${'x'.repeat(90)}', splits: { a: b } } }\n`,
      [
        // 80 characters are shown, quotes included.
        [
          'pipeline/wrong-value',
          `3:39 stages.source.with.size: expected number, received "${'x'.repeat(76)}...`,
        ],
        ['pipeline/wrong-value', '3:149 stages.source.with.splits.a: expected number, received "b"'],
      ],
    ],
  ])('%j', async (text, expected) => {
    expect(await mistakes(text)).toEqual(expected);
  });
});

describe('files', () => {
  test('that are absent, a folder or inside a file are no pipeline files', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const [path, received] of [
      [join(folder, 'nowhere.yaml'), ''],
      [folder, ', received a folder'],
      [join(folder, 'pipe'), ', received a named pipe'],
      ['/dev/zero', ', received a device'],
      [join(folder, 'file', 'pipeline.yaml'), ''],
    ] as const) {
      await expect(planPipeline(path, { stages: toyRegistry })).rejects.toMatchObject({
        code: 'pipeline/no-file',
        message: `no pipeline file ${path}: expected the path of a pipeline.yaml${received}; the pipelines of this workspace are in pipelines/`,
      });
    }
    await truncate(join(folder, 'file'), 200 * 2 ** 20);
    await expect(planPipeline(join(folder, 'file'), { stages: toyRegistry })).rejects.toThrow(
      'received one of 209715200 bytes, where 4194304 are the most',
    );
    await expect(planPipeline('x'.repeat(300), { stages: toyRegistry })).rejects.toThrow('(ENAMETOOLONG)');
  });

  test('without a name say what they have', async () => {
    const file = join(await temporaryFolder(), 'pipeline.yaml');
    await writeFile(file, 'stages: {}\n');
    await expect(readPipelineName(file)).rejects.toMatchObject({
      code: 'pipeline/no-name',
      message: `pipeline file ${file}: expected a key name with a text, received none`,
    });
  });

  test('hide no defect of a registry', async () => {
    const file = join(await temporaryFolder(), 'pipeline.yaml');
    await writeFile(file, `${head}${source}`);
    const broken = { names: async () => [], resolve: () => Promise.reject(new TypeError('a defect')) };
    await expect(planPipeline(file, { stages: broken })).rejects.toEqual(new TypeError('a defect'));
  });
});

describe('topologicalOrder', () => {
  test('follows needs first and the given order else, and ignores what is not there', () => {
    const needs = new Map([
      ['a', ['c', 'nowhere']],
      ['b', []],
      ['c', ['b', 'd']],
      ['d', []],
    ]);
    expect(topologicalOrder(needs)).toEqual({ kind: 'order', order: ['b', 'd', 'c', 'a'] });
  });

  test('finds every cycle, also of one', () => {
    const needs = new Map([
      ['start', ['a', 'own']],
      ['a', ['b']],
      ['b', ['a']],
      ['own', ['own']],
    ]);
    expect(topologicalOrder(needs)).toEqual({
      kind: 'cycles',
      cycles: [
        ['a', 'b', 'a'],
        ['own', 'own'],
      ],
    });
  });
});

test('the JSON Schema says what a stage reads and takes, as far as an editor needs', () => {
  const stage = (changes: object) =>
    defineStage({
      uses: 'toy/any',
      summary: 'does something',
      inputs: {},
      output: 'x',
      params: z.strictObject({}),
      run: async () => undefined,
      ...changes,
    }) as unknown as Stage;
  const whenUsed = (changes: object) => {
    const schema = pipelineJsonSchema([stage(changes)], {
      ways: [{ name: 'plain', summary: 'a plain way' }],
    }) as unknown as {
      properties: { stages: { additionalProperties: { allOf: [{ if: unknown; then: object }] } } };
    };
    return schema.properties.stages.additionalProperties.allOf[0];
  };
  const reference = { type: 'string', pattern: '\\$\\{[^{}]+\\}' };
  expect(whenUsed({})).toEqual({
    if: { properties: { uses: { const: 'toy/any' } }, required: ['uses'] },
    then: {
      description: 'does something',
      properties: {
        in: { type: 'object', properties: {}, additionalProperties: false },
        with: { type: 'object', properties: {}, additionalProperties: false },
      },
    },
  });
  const inputs = { one: { type: 'a' }, some: { type: 'b', many: true, optional: true } };
  const params = z.strictObject({
    way: z.string().describe('which way'),
    pace: z.number().default(5),
  });
  expect(whenUsed({ inputs, params, choices: { way: 'ways' } }).then).toEqual({
    description: 'does something',
    properties: {
      in: {
        type: 'object',
        properties: {
          one: { description: 'A stage that leaves a a.' },
          some: { description: 'A stage that leaves a b; gathers every instance.' },
        },
        required: ['one'],
        additionalProperties: false,
      },
      with: {
        type: 'object',
        properties: {
          way: {
            description: 'which way',
            anyOf: [
              expect.objectContaining({
                anyOf: [
                  { enum: ['plain'] },
                  { type: 'string' },
                  {
                    type: 'object',
                    description: 'a plain way',
                    properties: { kind: { const: 'plain' } },
                    required: ['kind'],
                    additionalProperties: false,
                  },
                  expect.objectContaining({ required: ['kind'] }),
                ],
              }),
              reference,
            ],
          },
          pace: { default: 5, anyOf: [{ type: 'number' }, reference] },
        },
        required: ['way'],
        additionalProperties: false,
      },
    },
    required: ['in'],
  });
});
