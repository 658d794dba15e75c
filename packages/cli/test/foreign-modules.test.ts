import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const STRATEGY = `import { factor } from './factor.ts';
import { builtInStrategies } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
if (factor === 0) throw new UserError({ code: 'mine/factor', what: 'no factor' });
export default { ...builtInStrategies[0], name: 'mine' };
`;

let workspace: TemporaryWorkspace;
/** A folder elsewhere without a package.json above it. */
let study: string;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  study = await temporaryFolder();
  await writeFile(join(study, 'factor.ts'), 'export const factor: number = 2;\n');
  await writeFile(join(study, 'mine.ts'), STRATEGY);
  await writeFile(join(study, 'plain.js'), STRATEGY.replace(/.*\n/, 'const factor = 2;\n'));
  await writeFile(
    join(study, 'required.js'),
    "const options = { safeParse: () => ({ success: true, data: {} }) };\nmodule.exports = { name: 'a', options, composition() {}, plan() {} };\n",
  );
  await writeFile(join(study, 'zero.ts'), STRATEGY.replace("'./factor.ts'", "'./nothing.ts'"));
  await writeFile(join(study, 'nothing.ts'), 'export const factor: number = 0;\n');
  await mkdir(join(study, 'typed'));
  await writeFile(join(study, 'typed/package.json'), '{ "type": "module" }');
  await writeFile(join(study, 'typed/mine.mts'), "export { default } from '../mine.ts';\n");
});

async function plan(batching: string) {
  const file = join(study, 'pipeline.yaml');
  await writeFile(
    file,
    `name: far
stages:
  glyphs: { uses: ingestion/glyphs, with: { letters: AB, trainPerClass: 2, testPerClass: 1 } }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with: { network: cifar-resnet-8, width: 4, resolution: 12, epochs: 1, batching: ${batching} }
`,
  );
  return workspace.batchmates(['plan', file]);
}

describe('a module of somebody else', () => {
  it.each(['./mine.ts', './plain.js', './required.js', './typed/mine.mts'])(
    'is loaded where no package.json says what it is: %s',
    async (module) => {
      expect(await plan(module)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('throws the same UserError as the program, in a line', async () => {
    const { code, stderr } = await plan('./zero.ts');
    expect(stderr).toMatch(/^batchmates: [^\n]*no factor\n$/);
    expect(code).toBe(1);
  });

  it.each([
    ['./mine', './mine.ts'],
    ['./mine.js', './mine.ts'],
    ['{ kind: ./plain }', './plain.js'],
    ['./typed/mine', './typed/mine.mts'],
  ])('is named with its ending, or its contents would not count: %s', async (named, meant) => {
    const { code, stderr } = await plan(named);
    expect(stderr).toMatch(/^batchmates: [^\n]*received no such file; write [^\n]*\n$/);
    expect(stderr).toContain(`; write ${meant}\n`);
    expect(code).toBe(1);
  });
});
