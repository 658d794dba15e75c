import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { temporaryFolder } from '@batchmates/stage/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDigestContext } from '../../src/digest/digest-context.ts';
import { openDigestMemory } from '../../src/digest/digest-memory.ts';
import { localDigest } from '../../src/digest/instance-digests.ts';
import { moduleGraph } from '../../src/digest/module-graph.ts';
import { compose, planningContext } from '../../src/registry/services.ts';
import { readWorkspace } from '../../src/workspace.ts';

const SAFE = /^[A-Za-z][\w.-]{0,199}$/;
const ODD = [
  'x (copy)',
  'x$(touch PWNED)',
  'a;b',
  'x [wip]',
  'b{1}',
  "it's",
  '"',
  '`id`',
  '-x',
  '--help',
  'a\nb',
  'ß 日本',
  '*',
  '!(a)',
  '%20',
  '#',
  '?',
  '~',
  ' ',
  'x'.repeat(200),
];

let root: string;

beforeAll(async () => {
  root = await temporaryFolder();
});

/** Names that a folder can have: anything but `/`, NUL and what the file system cannot hold. */
const folders = fc.oneof(
  fc.constantFrom(...ODD),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 60 })
    .map((text) => Buffer.from(text.replaceAll(/[/\0]/g, '_')).toString())
    .filter((text) => text !== '.' && text !== '..' && Buffer.byteLength(text) <= 255),
);

const texts = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'binary', minLength: 1, maxLength: 250 }));

async function planOf(folder: string, content: unknown): Promise<Plan> {
  const file = join(root, folder, 'pipeline.yaml');
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(file, JSON.stringify(content));
  return planPipeline(file, planningContext(compose(), root)).finally(() =>
    rm(join(root, folder), { recursive: true }),
  );
}

async function digestOf(plan: Plan): Promise<string> {
  const context = openDigestContext(await readWorkspace(root), {});
  return (await localDigest(plan, plan.instances[0]!, context)).local;
}

describe('names', () => {
  const content = { name: 'some', stages: { glyphs: { uses: 'ingestion/glyphs' } } };

  it('a folder may have any, and no digest depends on it', async () => {
    const plain = await digestOf(await planOf('plain', content));
    await fc.assert(
      fc.asyncProperty(folders, async (folder) => {
        expect(await digestOf(await planOf(folder, content))).toBe(plain);
      }),
      { numRuns: 60 },
    );
  });

  it('of pipelines, stages and instances have letters, digits, -, _ and dots alone, or one line each says why not', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        texts,
        fc.array(texts, { minLength: 1, maxLength: 3 }),
        async (name, stage, values) => {
          const matrix = { seed: values };
          const stages = { [stage]: { uses: 'ingestion/glyphs', matrix, with: { letters: '${seed}' } } };
          try {
            const plan = await planOf('any', { name, stages });
            expect(plan.name).toMatch(SAFE);
            for (const instance of plan.instances) expect(instance.name).toMatch(SAFE);
          } catch (error) {
            if (!(error instanceof UserError) && !(error instanceof UserErrors)) throw error;
            const errors = error instanceof UserErrors ? error.errors : [error];
            for (const each of errors) expect(each.message.split('\n')).toHaveLength(1);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('a module in any folder is seen to change, and not to move', async () => {
    const memory = openDigestMemory(root);
    await fc.assert(
      fc.asyncProperty(folders, async (folder) => {
        const home = join(root, folder);
        await mkdir(home);
        await writeFile(join(home, 'mine.ts'), "import './part.ts';\n");
        await writeFile(join(home, 'part.ts'), 'export {};\n');
        const { files } = await moduleGraph(join(home, 'mine.ts'), memory);
        expect(Object.keys(files)).toEqual(expect.arrayContaining(['mine.ts', 'part.ts']));
        await writeFile(join(home, 'part.ts'), 'export {}; // edited\n');
        expect((await moduleGraph(join(home, 'mine.ts'), memory)).files).not.toEqual(files);
        await writeFile(join(home, 'part.ts'), 'export {};\n');
        const moved = join(root, 'moved');
        await rename(home, moved);
        expect((await moduleGraph(join(moved, 'mine.ts'), memory)).files).toEqual(files);
        await rm(moved, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });
});
