import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, it } from 'vitest';
import { removeOthers } from '../../src/open/remove-others.ts';

it('keeps the present playground and those being written, and removes former ones and what killed processes left', async () => {
  const folder = await temporaryFolder();
  for (const name of ['present', 'former', '.being-written', '.left']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'index.html'), '');
  }
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  await utimes(join(folder, '.left'), twoDaysAgo, twoDaysAgo);
  await removeOthers(folder, 'present');
  expect((await readdir(folder)).toSorted()).toEqual(['.being-written', 'present']);
});
