import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import * as fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
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

const LINES = [
  ...[
    'name: toy',
    'name: toy # of mine',
    'name:',
    'name: true',
    'name: "toy"',
    "name: 'to",
    'name: [toy]',
    'name: &a toy',
  ],
  ...[
    '  name: other',
    '  other',
    '\tother',
    "'",
    ']',
    '',
    '# name: none',
    '  # name: none',
    '---',
    '...',
    '- name: none',
  ],
  ...[
    'stages:',
    'stages: { a: b }',
    'stages: {',
    '}',
    'text: |',
    'text: "a',
    'text: a "b',
    '"name": quoted',
    '? name',
    ': toy',
  ],
  ...['name : toy', 'name:toy', 'name: |', 'name: x\r', '<<: *a'],
];

it('reads what the YAML library reads, in every file without mistakes', async () => {
  const file = join(folder, 'pipeline.yaml');
  const documents = fc.array(fc.constantFrom(...LINES), { maxLength: 5 }).map((lines) => lines.join('\n'));
  await fc.assert(
    fc.asyncProperty(documents, async (text) => {
      const document = parseDocument(text);
      fc.pre(document.errors.length === 0);
      const name: unknown = document.get('name');
      await writeFile(file, text);
      const read = await readPipelineName(file).catch(() => undefined);
      expect(read).toBe(typeof name === 'string' ? name : undefined);
    }),
    { numRuns: 300 },
  );
});
