import { describe, expect, it } from 'vitest';
import { planText } from './toy-stages.ts';

const START = `
name: toy
stages:
  source: { uses: toy/source }
  train: { uses: toy/train, in: { dataset: source }, with: { epochs: 1 } }
  model: { uses: toy/import }
`;

const outputs = async (text: string) =>
  Object.fromEntries((await planText(START + text)).instances.map(({ name, output }) => [name, output]));

describe('an input of several types', () => {
  it('takes each, and the output that is the same as it has its type', async () => {
    expect(
      await outputs(`
  one: { uses: toy/calibrate, in: { network: train } }
  other: { uses: toy/calibrate, in: { network: model } }
  twice: { uses: toy/calibrate, in: { network: other } }
`),
    ).toMatchObject({ one: 'checkpoint', other: 'model', twice: 'model' });
  });

  it('takes no other', async () => {
    await expect(outputs('  one: { uses: toy/calibrate, in: { network: source } }')).rejects.toThrow(
      /expected a stage that leaves a checkpoint or model, received source, which leaves a dataset/,
    );
    await expect(outputs('  one: { uses: toy/calibrate }')).rejects.toThrow(
      /network: <a stage that leaves a checkpoint or model>/,
    );
  });

  it('passes its type on to what is checked after it', async () => {
    await expect(
      outputs(`
  one: { uses: toy/calibrate, in: { network: model } }
  test: { uses: toy/test, in: { checkpoint: one, dataset: source } }
`),
    ).rejects.toThrow(/expected a stage that leaves a checkpoint, received one, which leaves a model/);
  });

  it('of a cycle has none', async () => {
    await expect(
      outputs(`
  one: { uses: toy/calibrate, in: { network: other } }
  other: { uses: toy/calibrate, in: { network: one } }
`),
    ).rejects.toThrow(/a cycle: one -> other -> one/);
  });
});
