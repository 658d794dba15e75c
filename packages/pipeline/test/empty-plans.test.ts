import { UserError, UserErrors } from '@batchmates/errors';
import { describe, expect, test } from 'vitest';
import { planText } from './toy-stages.ts';

/** Code and message of everything that is wrong with a pipeline of these stages. */
async function refusals(
  stages: string,
  files?: Readonly<Record<string, string>>,
): Promise<[string, string][]> {
  const error: unknown = await planText(`name: toy\nstages:\n${stages}`, files).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const all = error instanceof UserErrors ? error.errors : error instanceof UserError ? [error] : [];
  return all.map(({ code, message }) => [code, message]);
}

describe('stages that would run nothing are refused', () => {
  const source = "  source: { uses: toy/source, matrix: { size: [1, 2] }, with: { size: '${size}' } }\n";

  test('where the values of an axis are not those of the input', async () => {
    expect(
      await refusals(
        `${source}  train: { uses: toy/train, in: { dataset: source }, matrix: { size: [3, 4] }, with: { epochs: '\${size}' } }\n`,
      ),
    ).toEqual([
      [
        'pipeline/empty-matrix',
        'pipeline.yaml:4:54 stages.train.matrix leaves no instance: no values of the shared axes agree: expected values among {"size":1}, {"size":2}',
      ],
    ]);
  });

  test('where two inputs have no value in common', async () => {
    const stages = `${source}  train: { uses: toy/train, in: { dataset: source.1 }, with: { epochs: 1 } }
  test: { uses: toy/test, in: { checkpoint: train, dataset: source.2 } }
`;
    expect(await refusals(stages)).toEqual([
      [
        'pipeline/empty-matrix',
        'pipeline.yaml:5:27 stages.test.in leaves no instance: no values of the shared axes agree: expected inputs that agree, received checkpoint of {"size":1}; dataset of {"size":2}',
      ],
    ]);
  });

  test('and what is left out of a matrix is left out of the plan', async () => {
    const plan = await planText(`name: toy
stages:
${source}  train: { uses: toy/train, in: { dataset: source }, matrix: { size: [2, 3] }, with: { epochs: '\${size}' } }
`);
    expect(plan.instances.map(({ name }) => name)).toEqual(['source.1', 'source.2', 'train.2']);
  });

  test('but not twice: what reads a stage without instances is not blamed', async () => {
    const stages = `${source}  train: { uses: toy/train, in: { dataset: source }, matrix: { size: [3] }, with: { epochs: '\${size}' } }
  test: { uses: toy/test, in: { checkpoint: train, dataset: source } }
  report: { uses: toy/report, in: { results: test.3 } }
`;
    expect((await refusals(stages)).map(([code]) => code)).toEqual(['pipeline/empty-matrix']);
  });
});
