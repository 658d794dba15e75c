// How a stage and a strategy of one's own are tested: npx vitest run --project examples
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strategyLaws } from '@batchmates/batching/testing';
import { createDatasetWriter } from '@batchmates/dataset';
import { runStage, writeInput } from '@batchmates/stage/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import classBrightness from './class-brightness.ts';
import oneClass from './one-class.ts';

test('class-brightness: the mean over the pixels of every class', async () => {
  const dataset = await writeInput('dataset', async (directory) => {
    const writer = createDatasetWriter({
      directory,
      description: 'grey squares',
      classNames: ['dark', 'bright'],
      encoding: 'raw',
      image: { height: 2, width: 2, channels: 1 },
    });
    await writer.add('train', { id: 'a', label: 0, image: Uint8Array.of(10, 10, 20, 20) });
    await writer.add('train', { id: 'b', label: 1, image: Uint8Array.of(200, 200, 200, 200) });
    await writer.finish();
  });
  const { artifact, report } = await runStage(classBrightness, { inputs: { dataset } });
  expect(await readFile(join(artifact.directory, 'brightness.csv'), 'utf8')).toBe(
    'class,brightness\ndark,15.00\nbright,200.00\n',
  );
  expect(report).toEqual({ images: 2 });
});

describe('one-class', () => {
  const settings = () => fc.record({ batchSize: fc.integer({ min: 1, max: 4 }), options: fc.constant({}) });
  strategyLaws({ strategy: oneClass, settings, reshuffles: true });
});
