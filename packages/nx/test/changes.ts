import { existsSync, readdirSync } from 'node:fs';
import { appendFile, cp, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryWorkspaceAt } from 'batchmates/testing';
import { tinyWorkspace, type TinyWorkspace } from './tiny-workspace.ts';

/** Something that happens to a workspace, and what has to run again for it. */
export interface Change {
  readonly what: string;
  /** Instances that depend on it themselves; `why` names it for them. */
  readonly counts: readonly string[];
  /** Instances after them that read something else now. */
  readonly follow?: readonly string[];
  /** Whether Nx has this very state in its cache. */
  readonly cached?: true;
  /** Variables under which the commands of this row run. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder in which `why` is called. */
  readonly folder?: string;
  /** Makes the change; gives the workspace if it has another place now. */
  apply?(workspace: TinyWorkspace): Promise<TinyWorkspace | void>;
}

const FOLDER = 'pipelines/table';
const FILE = `${FOLDER}/pipeline.yaml`;
const ODD = `${FOLDER}/odd [wip] b{1}`;
/** A module beside the workspace. */
const OUTSIDE = `outside-${process.pid}.ts`;
const outside = ({ root }: TinyWorkspace) => join(root, '..', OUTSIDE);

/** A oneDNN that the set-up fetched into the cache of this repository; workspaces of tests have none. */
function fetchedLibrary(): string {
  const cache = join(import.meta.dirname, '../../../.cache/onednn');
  const files = existsSync(cache) ? readdirSync(cache, { recursive: true }).map(String) : [];
  return join(cache, files.find((file) => /libdnnl\.so\.\d$/.test(file)) ?? 'none');
}

const TRAINED = ['train.mine', 'train.standard'];
const ENGINES = ['named', ...TRAINED];

const edit = (from: string, to: string, file = FILE): Pick<Change, 'apply'> => ({
  apply: (workspace) => workspace.edit(file, from, to),
});
const write = (file: string, text: string): Pick<Change, 'apply'> => ({
  apply: (workspace) => workspace.write(file, text),
});
const append = (file: string, text: string): Pick<Change, 'apply'> => ({
  apply: (workspace) => appendFile(join(workspace.root, file), text),
});
const move = (from: string, to: string): Pick<Change, 'apply'> => ({
  apply: ({ root }) => rename(join(root, from), join(root, to)),
});
const touch = (file: string): Pick<Change, 'apply'> => ({
  apply: ({ root }) => utimes(join(root, file), new Date(), new Date()),
});
const lock = (name: string): Pick<Change, 'apply'> => ({
  async apply(workspace) {
    const content = JSON.parse(await workspace.read('package-lock.json')) as {
      packages: Record<string, { version: string }>;
    };
    content.packages[`node_modules/${name}`]!.version = '0.0.1';
    await workspace.write('package-lock.json', JSON.stringify(content));
  },
});
const evaluated = { counts: ['evaluate'], follow: ['report'] } as const;
const nothing = { counts: [] } as const;

/** The changes in the order in which they are made: each starts from what the one before left. */
export const changes: readonly Change[] = [
  { what: 'nothing', ...nothing },
  { what: 'a text param', ...evaluated, ...edit('protocol: standard', 'protocol: random') },
  { what: 'a whole number', ...evaluated, ...edit('count: 1', 'count: 2') },
  { what: 'a fraction', ...evaluated, ...edit('ratio: 0.5', 'ratio: 0.25') },
  { what: 'a flag', ...evaluated, ...edit('count: 2', 'count: 2, flag: true') },
  { what: 'the order of a list', ...evaluated, ...edit('count: 2', 'count: 2, list: [2, 1]') },
  { what: 'a param inside another', ...evaluated, ...edit('count: 2', 'count: 2, nested: { depth: 2 }') },
  { what: 'a default written out', ...nothing, ...edit('count: 2', 'count: 2, threads: 1') },
  {
    what: 'a param that changes no result (`checkpointEvery`)',
    ...nothing,
    ...edit('epochs: 6', 'epochs: 6, checkpointEvery: 1'),
  },
  { what: 'the order of keys', ...nothing, ...edit('ratio: 0.25, count: 2', 'count: 2, ratio: 0.25') },
  {
    what: 'how numbers are written',
    ...nothing,
    ...edit('count: 2, ratio: 0.25', 'count: 0x02, ratio: 25e-2'),
  },
  { what: 'quotes', ...nothing, ...edit('protocol: random', 'protocol: "random"') },
  { what: 'a comment in the pipeline file', ...nothing, ...append(FILE, '# a comment\n') },
  { what: 'the description', ...nothing, ...edit('name: table', 'name: table\ndescription: Of changes.') },
  {
    what: 'the order of a matrix',
    ...nothing,
    ...edit("[standard, './odd [wip] b{1}/mine.ts']", "['./odd [wip] b{1}/mine.ts', standard]"),
  },
  { what: 'a param of `train`, which fans out', counts: TRAINED, ...edit('epochs: 6,', 'epochs: 7,') },
  {
    what: 'what an input is connected to',
    counts: ['named'],
    follow: ['evaluate', 'report'],
    ...edit('in: { dataset: images }', 'in: { dataset: glyphs }'),
  },
  {
    what: 'the same, undone',
    counts: ['named'],
    follow: ['evaluate', 'report'],
    cached: true,
    ...edit(
      'in: { dataset: glyphs }\n    with: { batching: standard',
      'in: { dataset: images }\n    with: { batching: standard',
    ),
  },
  {
    what: 'the folder of the pipeline renamed, its `name` kept',
    ...nothing,
    ...move(FOLDER, 'pipelines/$(touch PWNED) x'),
  },
  { what: 'and back', ...nothing, ...move('pipelines/$(touch PWNED) x', FOLDER) },
  { what: '`BATCHMATES_ENGINE=auto`', ...nothing, environment: { BATCHMATES_ENGINE: 'auto' } },
  { what: '`BATCHMATES_ENGINE` set and empty', ...nothing, environment: { BATCHMATES_ENGINE: '' } },
  {
    what: '`BATCHMATES_ENGINE=tfjs-wasm`: where `engine` is `auto`',
    counts: TRAINED,
    environment: { BATCHMATES_ENGINE: 'tfjs-wasm' },
  },
  { what: 'the same in `.env`', ...nothing, ...append('.env', 'BATCHMATES_ENGINE=tfjs-wasm\n') },
  {
    what: 'unset again',
    counts: TRAINED,
    cached: true,
    ...edit('BATCHMATES_ENGINE=tfjs-wasm\n', '', '.env'),
  },
  {
    what: 'the engine in the pipeline file',
    counts: ['named'],
    follow: ['evaluate', 'report'],
    ...edit('engine: tfjs-cpu', 'engine: tfjs-wasm'),
  },
  {
    what: 'oneDNN found, or another version of it',
    counts: TRAINED,
    environment: { BATCHMATES_ONEDNN: fetchedLibrary() },
  },
  { what: 'as before', counts: TRAINED, cached: true },
  { what: 'a variable that a stage declares', counts: ['glyphs'], environment: { GLYPHS: '1' } },
  { what: 'unset again', counts: ['glyphs'], cached: true },
  { what: 'another variable', ...nothing, environment: { SOMETHING: '1' } },
  {
    what: '`BATCHMATES_DATA` set, the data still found elsewhere',
    ...nothing,
    environment: { BATCHMATES_DATA: '/tmp' },
  },
  { what: '`why` called in a subfolder', ...nothing, folder: 'packages/cli' },
  {
    what: 'data moved from `data/` into the folder of the pipeline',
    ...nothing,
    ...move('data/pictures', `${FOLDER}/pictures`),
  },
  { what: 'data touched', ...nothing, ...touch(`${FOLDER}/pictures/a.png`) },
  {
    what: 'a byte of the data, with the old size and time',
    counts: ['images'],
    async apply({ root }) {
      const file = join(root, FOLDER, 'pictures/a.png');
      const { atime, mtime } = await stat(file);
      await writeFile(file, 'b');
      await utimes(file, atime, mtime);
    },
  },
  { what: 'a new image', counts: ['images'], ...write(`${FOLDER}/pictures/c.png`, 'c') },
  {
    what: 'an image renamed',
    counts: ['images'],
    ...move(`${FOLDER}/pictures/c.png`, `${FOLDER}/pictures/d.png`),
  },
  {
    what: 'data copied: other inodes and times',
    ...nothing,
    async apply({ root }) {
      await cp(join(root, FOLDER, 'pictures'), join(root, 'data/pictures'), { recursive: true });
      await rm(join(root, FOLDER, 'pictures'), { recursive: true });
    },
  },
  {
    what: 'a folder of data replaced by a link to it',
    ...nothing,
    async apply({ root }) {
      await rename(join(root, 'data/pictures'), join(root, 'data/elsewhere'));
      await symlink('elsewhere', join(root, 'data/pictures'));
    },
  },
  { what: 'an image behind that link', counts: ['images'], ...write('data/elsewhere/a.png', 'behind') },
  {
    what: 'a link that leads back to its folder',
    counts: ['images'],
    apply: ({ root }) => symlink('.', join(root, 'data/elsewhere/again')),
  },
  {
    what: 'a strategy in a folder called `odd [wip] b{1}`',
    counts: ['train.mine'],
    ...append(`${ODD}/mine.ts`, '// edited\n'),
  },
  { what: 'what the strategy imports', counts: ['train.mine'], ...append(`${ODD}/part.ts`, '// edited\n') },
  {
    what: 'what it imports from outside the workspace',
    counts: ['train.mine'],
    apply: (workspace) => appendFile(outside(workspace), '// edited\n'),
  },
  { what: 'the strategy touched', ...nothing, ...touch(`${ODD}/mine.ts`) },
  { what: 'its folder ignored by git', ...nothing, ...append('.gitignore', 'odd*/\n') },
  { what: 'the ignored strategy', counts: ['train.mine'], ...append(`${ODD}/mine.ts`, '// edited again\n') },
  {
    what: 'code of the stage',
    counts: ['evaluate'],
    ...append('packages/evaluator/src/index.ts', '// edited\n'),
  },
  {
    what: 'code of an engine',
    counts: ENGINES,
    ...write('packages/engine-tfjs/src/edited.ts', 'export {};\n'),
  },
  { what: 'code of the command line', ...nothing, ...write('packages/cli/src/edited.ts', 'export {};\n') },
  { what: 'code of the planner', ...nothing, ...write('packages/pipeline/src/edited.ts', 'export {};\n') },
  { what: 'a test', ...nothing, ...write('packages/evaluator/test/edited.test.ts', 'export {};\n') },
  {
    what: 'helpers for tests',
    ...nothing,
    ...write('packages/engine/src/testing/edited.ts', 'export {};\n'),
  },
  {
    what: 'the description of a package',
    ...nothing,
    ...edit('"private": true', '"private": true, "keywords": []', 'packages/evaluator/package.json'),
  },
  { what: 'a library of an engine, installed anew', counts: ENGINES, ...lock('koffi') },
  { what: 'a library of that library', counts: ENGINES, ...lock('seedrandom') },
  { what: 'a library that no stage uses', ...nothing, ...lock('prettier') },
  { what: '`nx.json`', ...nothing, ...edit('"parallel": 2', '"parallel": 1', 'nx.json') },
  {
    what: 'an artifact deleted',
    counts: ['evaluate'],
    cached: true,
    apply: ({ root }) => rm(join(root, 'artifacts/table/evaluate'), { recursive: true }),
  },
  {
    what: '`.cache` deleted',
    ...nothing,
    apply: ({ root }) => rm(join(root, '.cache'), { recursive: true }),
  },
  {
    what: 'another file beside the pipeline, run by its path',
    ...nothing,
    async apply(workspace) {
      await workspace.write(
        `${FOLDER}/quick.yaml`,
        'name: quick\nstages:\n  glyphs: { uses: ingestion/glyphs, with: { seed: 99 } }\n',
      );
      const log = join(workspace.root, 'ran.log');
      await writeFile(log, '');
      const { code, stdout, stderr } = await workspace.batchmates(['run-all', `${FOLDER}/quick.yaml`], {
        BATCHMATES_RAN: log,
        NX_DAEMON: 'false',
      });
      if (code !== 0 || (await readFile(log, 'utf8')) !== 'glyphs\n') throw new Error(stdout + stderr);
    },
  },
  {
    what: 'the workspace moved',
    ...nothing,
    async apply({ root }) {
      await rename(root, `${root}-moved`);
      return tinyWorkspace(temporaryWorkspaceAt(`${root}-moved`));
    },
  },
  {
    what: 'the workspace copied',
    ...nothing,
    async apply({ root }) {
      await cp(root, `${root}-copy`, { recursive: true, verbatimSymlinks: true });
      return tinyWorkspace(temporaryWorkspaceAt(`${root}-copy`));
    },
  },
];

/** Writes what the pipeline `table` reads. */
export async function prepare(workspace: TinyWorkspace): Promise<void> {
  await workspace.write(FILE, await readFile(join(import.meta.dirname, 'fixture/table.yaml'), 'utf8'));
  await workspace.write('data/pictures/a.png', 'a');
  await workspace.write(`${ODD}/mine.ts`, `import './part.ts';\nimport '../../../../${OUTSIDE}';\n`);
  await workspace.write(`${ODD}/part.ts`, 'export {};\n');
  await writeFile(outside(workspace), 'export {};\n');
}

/** What the changes leave beside the workspace that was made in `root`. */
export function leftovers(root: string): string[] {
  return [`${root}-moved`, `${root}-moved-copy`, join(root, '..', OUTSIDE)];
}
