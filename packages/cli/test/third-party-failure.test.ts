import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeArtifact, type WritePayload } from '@batchmates/artifact';
import { temporaryFolder } from '@batchmates/stage/testing';
import { blameThirdParty, firstPlace } from '../src/third-party-failure.ts';

describe('the place in a stack', () => {
  it.each([
    ['a path', '/home/me/my-stage.ts:3:9', '/home/me/my-stage.ts'],
    ['a path of Windows', String.raw`C:\Users\me\my-stage.ts:3:9`, String.raw`C:\Users\me\my-stage.ts`],
    ['an address', 'file:///home/me/my-stage.ts:3:9', '/home/me/my-stage.ts'],
  ])('is found in %s, with and without the name of a function', (_, written, file) => {
    for (const call of [`    at run (${written})`, `    at async run (${written})`, `    at ${written}`]) {
      const stack = ['Error: theirs', '    at new Script (node:vm:117:7)', call].join('\n');
      expect(firstPlace(stack)).toEqual({ file, line: '3:9' });
    }
  });

  it('is none where only Node was at work', () => {
    expect(firstPlace('Error: theirs\n    at new Script (node:vm:117:7)')).toBeUndefined();
  });
});

describe('what no artifact can hold', () => {
  const manifest = { type: 'numbers', stage: 'a', instance: 'a', variant: {}, params: {}, inputs: {} };
  const blame = (error: unknown, uses: string) =>
    blameThirdParty(error, { instance: { name: 'a', uses }, modules: [], root: '/home/me' });

  it.each<[string, WritePayload, string]>([
    ['NaN in a report', async () => ({ loss: Number.NaN }), 'NaN as report.loss, which has no JSON form'],
    [
      'a symbolic link',
      (folder) => symlink('/dev/null', join(folder, 'link')),
      'link, which is neither a file nor a folder',
    ],
    [
      'a file of ours',
      (folder) => writeFile(join(folder, 'artifact.json'), '{}'),
      'artifact.json, which is written for it',
    ],
  ])('is named with the stage of a third party that left it: %s', async (_, write, fault) => {
    const directory = join(await temporaryFolder(), 'a');
    const error: unknown = await writeArtifact({ directory, manifest }, write).catch(
      (thrown: unknown) => thrown,
    );
    expect(blame(error, './mine.ts')).toMatchObject({
      code: 'run/third-party',
      message: `a: ./mine.ts left what no artifact can hold: received ${fault}; it is no part of Batchmates: mend it there`,
    });
    expect(blame(error, 'trainer/train')).toBe(error);
  });
});
