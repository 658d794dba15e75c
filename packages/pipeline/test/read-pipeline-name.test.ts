import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, expect, it } from 'vitest';
import { readPipelineName } from '../src/index.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

it('reads the name of a file whose stages need not be sound', async () => {
  await writeFile(
    join(folder, 'pipeline.yaml'),
    "# a comment\nname: 'toy'\nstages: { a: { uses: nothing } }\n",
  );
  expect(await readPipelineName(join(folder, 'pipeline.yaml'))).toBe('toy');
});

it('says what it found instead', async () => {
  await writeFile(join(folder, 'pipeline.yaml'), 'name: 3\n');
  await expect(readPipelineName(join(folder, 'pipeline.yaml'))).rejects.toThrow(
    /expected a key name with a text, received 3/,
  );
});
