import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatasetWriter } from '@batchmates/dataset';
import { runStage, writeInput } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import stage from './new-stage.ts';

test('images are counted by their classes', async () => {
  const dataset = await writeInput('dataset', async (directory) => {
    const writer = createDatasetWriter({
      directory,
      description: 'three grey squares',
      classNames: ['dark', 'bright'],
      encoding: 'raw',
      image: { height: 1, width: 1, channels: 1 },
    });
    await writer.add('train', { id: 'a', label: 0, image: Uint8Array.of(10) });
    await writer.add('train', { id: 'b', label: 1, image: Uint8Array.of(200) });
    await writer.add('train', { id: 'c', label: 1, image: Uint8Array.of(210) });
    await writer.finish();
  });
  const { artifact, report } = await runStage(stage, { inputs: { dataset }, params: { split: 'train' } });
  expect(await readFile(join(artifact.directory, 'classes.csv'), 'utf8')).toBe(
    'class,images\ndark,1\nbright,2\n',
  );
  expect(report).toEqual({ images: 3 });
});
