import { mkdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWholeFile } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { CommandContext } from '../command-context.ts';
import { newFile, type FileChange } from '../init/file-change.ts';
import { changeGitIgnore } from '../init/git-ignore.ts';
import { changeNxJson } from '../init/nx-json.ts';
import { ownFolder } from '../own-package.ts';
import { packageManager } from '../init/package-manager.ts';
import { changePackageJson, isModuleFolder } from '../init/package-json.ts';
import { schema } from './schema.ts';

/** What `batchmates init` is told. */
export interface InitArguments extends Pick<CommandContext, 'root' | 'print'> {
  /** The folder that becomes a workspace. */
  readonly folder: string;
  /** Whether Nx is to run its pipelines. */
  readonly nx: boolean;
  /** Whether to say what would be done, and do nothing. */
  readonly dryRun: boolean;
}

/**
 * `batchmates init`: makes a folder a workspace of pipelines. Adds what is missing, overwrites nothing, and says line by line what it added and what it
 * left. Throws a `UserError`, and has written nothing, when a file is none that can be added to.
 */
export async function init({ root, folder, nx, dryRun, print }: InitArguments): Promise<void> {
  refuseInside(root, folder);
  const changes = await plannedChanges(folder, nx);
  const written = changes.filter(({ content }) => content !== undefined);
  for (const { file, content } of dryRun ? [] : written) {
    const place = join(folder, file);
    await mkdir(dirname(place), { recursive: true });
    // A link stays one: what it leads to is written.
    await writeWholeFile(await realpath(place).catch(() => place), content!);
  }
  for (const change of changes) for (const line of describe(change, dryRun)) print(line);
  const manager = packageManager(folder);
  if (written.length === 0) print('nothing to add');
  else if (!dryRun) print(`next: ${manager} install, then ${manager} run first`);
}

/** All files, read and changed in memory: what is wrong with one is said before any is written. */
async function plannedChanges(folder: string, nx: boolean): Promise<FileChange[]> {
  const template = (name: string) => readFile(join(ownFolder, 'templates', name), 'utf8');
  return [
    await changePackageJson(folder, { nx }),
    ...(nx ? [await changeNxJson(folder)] : []),
    await changeGitIgnore(folder, { nx }),
    await newFile(folder, 'pipelines/first/pipeline.yaml', await template('first/pipeline.yaml')),
    await newFile(
      folder,
      SCHEMA,
      await schemaText(),
      `another schema (npx batchmates schema > ${SCHEMA} renews it)`,
    ),
    await newFile(folder, 'pipelines/tsconfig.json', await template('pipelines-tsconfig.json')),
    // Modules beside pipelines are ES modules, whatever the package around them is.
    ...((await isModuleFolder(folder)) ? [] : [await newFile(folder, 'pipelines/package.json', MODULES)]),
  ];
}

const SCHEMA = 'pipelines/schema.json';

const MODULES = `${JSON.stringify({ private: true, type: 'module' }, undefined, 2)}\n`;

async function schemaText(): Promise<string> {
  const lines: string[] = [];
  await schema({ print: (line) => lines.push(line) });
  return `${lines.join('\n')}\n`;
}

function describe({ file, content, added, left }: FileChange, dryRun: boolean): string[] {
  const verb = dryRun ? 'would add' : 'added';
  const parts = added.length === 0 ? file : `to ${file}: ${added.join(', ')}`;
  const line = content === undefined ? `left ${file} as it is` : `${verb} ${parts}`;
  return left.length === 0 ? [line] : [line, `left in ${file}: ${left.join(', ')}`];
}

/** Commands work in the nearest workspace above: another one inside it would never be found from its folders. */
function refuseInside(root: string, folder: string): void {
  if (root === folder) return;
  throw new UserError({
    code: 'init/inside',
    what: `batchmates init in ${folder}`,
    expected: 'the root of a workspace, or a folder outside of any',
    received: `a folder of the workspace ${root}`,
    remedy: `run it in ${root}`,
  });
}
