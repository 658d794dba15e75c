import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { newPart } from '../../src/commands/new-part.ts';
import { PART_KINDS } from '../../src/new-part/kinds.ts';
import { printed } from '../audit/written.ts';

/** A workspace with pipelines of these names. */
async function workspaceOf(...names: readonly string[]): Promise<string> {
  const root = await temporaryFolder();
  for (const name of names) {
    await mkdir(join(root, 'pipelines', name), { recursive: true });
    await writeFile(join(root, 'pipelines', name, 'pipeline.yaml'), `name: ${name}\nstages: {}\n`);
  }
  return root;
}

const run = (root: string, kind: string, name: string, pipeline?: string) =>
  printed((print) => newPart({ root, kind, name, pipeline, print }));

describe('what cannot be written is said, and nothing is', () => {
  test.each([
    [
      'layer',
      'mine',
      'expected one of strategy, protocol, metric, stage; a kind of layer is part of every engine',
    ],
    ['stratgy', 'mine', 'expected one of strategy, protocol, metric, stage; did you mean "strategy"?'],
    ['toString', 'mine', 'expected one of strategy, protocol, metric, stage'],
    [
      'strategy',
      'balanced',
      'name "balanced": expected a name of its own, received a built-in batching strategy',
    ],
    ['protocol', 'standard', 'received a built-in test protocol'],
    ['metric', 'error-rate', 'received a built-in metric'],
    ['stage', '../mine', 'name "../mine": expected small letters, digits and single dashes'],
    ['stage', 'a/b', 'expected small letters'],
    ['stage', 'a\\b', 'expected small letters'],
    ['stage', '/etc/passwd', 'expected small letters'],
    ['stage', '$(touch x)', 'expected small letters'],
    ['stage', "'; process.exit()//", 'expected small letters'],
    ['stage', 'Mine', 'expected small letters'],
    ['stage', 'größe', 'expected small letters'],
    ['stage', '-mine', 'expected small letters'],
    ['stage', '1st', 'expected small letters'],
    ['stage', '', 'name "": expected small letters'],
    ['stage', 'a\nb', 'expected small letters'],
    ['stage', 'x'.repeat(61), '60 at most'],
    ['stage', 'nul', 'received the name of a device on Windows'],
  ])('%s %j', async (kind, name, message) => {
    const root = await workspaceOf('only');
    await expect(run(root, kind, name)).rejects.toThrow(message);
    expect(await readdir(join(root, 'pipelines/only'))).toEqual(['pipeline.yaml']);
  });

  test('a name that is taken, by the part or by its test, in whatever letters', async () => {
    for (const file of ['mine.ts', 'mine.test.ts', 'Mine.ts']) {
      const root = await workspaceOf('only');
      await writeFile(join(root, 'pipelines/only', file), '');
      await expect(run(root, 'stage', 'mine')).rejects.toThrow(
        `name "mine": expected a name that is free, received ${file}, which is there`,
      );
    }
  });
});

describe('the pipeline beside which it goes', () => {
  test('is the only one', async () => {
    const root = await workspaceOf('only');
    for (const kind of Object.keys(PART_KINDS)) await run(root, kind, `my-${kind}`);
    expect((await readdir(join(root, 'pipelines/only'))).sort()).toEqual(
      ['metric', 'protocol', 'stage', 'strategy']
        .flatMap((kind) => [`my-${kind}.test.ts`, `my-${kind}.ts`])
        .concat('pipeline.yaml')
        .sort(),
    );
  });

  test('or the one that is named', async () => {
    const root = await workspaceOf('first', 'second');
    await expect(run(root, 'stage', 'mine')).rejects.toThrow(
      'where the file is to stand: expected a pipeline beside which it goes, received 2 of them; name one: --pipeline first, second',
    );
    await run(root, 'stage', 'mine', 'second');
    expect((await readdir(join(root, 'pipelines/second'))).sort()).toEqual([
      'mine.test.ts',
      'mine.ts',
      'pipeline.yaml',
    ]);
    await expect(run(root, 'stage', 'mine', 'secnd')).rejects.toThrow('did you mean "second"?');
  });

  test('or none is there', async () => {
    await expect(run(await workspaceOf(), 'stage', 'mine')).rejects.toThrow(
      'received none; npx batchmates init makes one',
    );
  });
});
