import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { choiceSchema, defineStage, resolveChoice, type Registry, type StageContext } from '../src/index.ts';
import { registryOf, runStage, temporaryFolder, writeInput } from '../src/testing/index.ts';

interface Way {
  readonly name: string;
  readonly options?: z.ZodObject;
}

const services = {
  ways: registryOf<Way>('way', [
    { name: 'plain' },
    { name: 'spaced', options: z.strictObject({ gap: z.number().default(2) }) },
  ]),
};

const params = z.strictObject({
  way: choiceSchema.prefault('plain'),
  more: z.array(choiceSchema).default([]),
});

interface JoinInputs {
  readonly first: Artifact;
  readonly others: readonly Artifact[];
  readonly last: Artifact | undefined;
}

const joinTexts = defineStage({
  uses: 'toy/join',
  summary: 'joins texts',
  inputs: {
    first: { type: 'text' },
    others: { type: 'text', many: true },
    last: { type: 'text', optional: true },
  },
  output: 'text',
  choices: { way: 'ways', more: 'ways' },
  params,
  async run(context: StageContext<z.output<typeof params>, { readonly ways: Registry<Way> }, JoinInputs>) {
    const { inputs, output, progress, pipelineDirectory } = context;
    const { item, options } = await resolveChoice(
      context.services.ways,
      context.params.way,
      pipelineDirectory,
    );
    const artifacts = [inputs.first, ...inputs.others, ...(inputs.last === undefined ? [] : [inputs.last])];
    const texts = await Promise.all(artifacts.map(textOf));
    progress.note(`${item.name} ${JSON.stringify(options)}`);
    progress.start({ label: 'join', total: texts.length, unit: 'texts' }).advance(texts.length);
    await writeFile(join(output, 'text.txt'), texts.join(''));
    return { texts: texts.length };
  },
});

const text = (content: string) =>
  writeInput('text', (folder) => writeFile(join(folder, 'text.txt'), content));
const textOf = ({ directory }: Artifact) => readFile(join(directory, 'text.txt'), 'utf8');

describe('runStage', () => {
  test('gives a stage its inputs and completed choices, and returns the artifact it wrote', async () => {
    const inputs = { first: await text('a'), others: [await text('b'), await text('c')], last: undefined };
    const { artifact, report, notes, advanced } = await runStage(joinTexts, {
      inputs,
      services,
      params: { way: { kind: 'spaced' }, more: ['plain', { kind: 'spaced', gap: 3 }] },
    });
    expect(await textOf(artifact)).toBe('abc');
    expect(report).toEqual({ texts: 3 });
    expect(notes).toEqual(['spaced {"gap":2}']);
    expect(advanced).toBe(3);
    expect(artifact.manifest).toMatchObject({
      type: 'text',
      stage: 'toy/join',
      params: { way: { kind: 'spaced', gap: 2 }, more: [{ kind: 'plain' }, { kind: 'spaced', gap: 3 }] },
      inputs: {
        first: [inputs.first.identity],
        others: inputs.others.map(({ identity }) => identity),
        last: [],
      },
    });
  });

  test('writes where it is told to, under that name', async () => {
    const directory = join(await temporaryFolder(), 'pipeline', 'join.it');
    const inputs = { first: await text('a'), others: [], last: await text('z') };
    const { artifact } = await runStage(joinTexts, { inputs, services, directory });
    expect(artifact.directory).toBe(directory);
    expect(artifact.manifest.instance).toBe(basename(directory));
    expect(await textOf(artifact)).toBe('az');
  });

  test.each([
    [{ way: { kind: 'spaced', gap: 'wide' } }, /^with\.way\.gap: received .*expected number/],
    [{ more: ['plain', { kind: 'spaced', gab: 3 }] }, /^with\.more\.1: received Unrecognized key: "gab"$/],
    [{ way: { kind: 'plain', gap: 2 } }, /^with\.way: received Unrecognized key: "gap"$/],
    [{ way: 'spacd' }, /^unknown way "spacd": .*did you mean "spaced"\?$/],
  ])('refuses %j in a line, as planning does', async (wrong, message) => {
    const inputs = { first: await text('a'), others: [], last: undefined };
    await expect(runStage(joinTexts, { inputs, services, params: wrong })).rejects.toThrow(message);
  });

  test('leaves no artifact when the stage throws', async () => {
    const directory = join(await temporaryFolder(), 'failed');
    const failing = defineStage({ ...joinTexts, run: async () => Promise.reject(new Error('of the stage')) });
    const inputs = { first: await text('a'), others: [], last: undefined };
    await expect(runStage(failing, { inputs, services, directory })).rejects.toThrow('of the stage');
    expect(existsSync(directory)).toBe(false);
  });
});
