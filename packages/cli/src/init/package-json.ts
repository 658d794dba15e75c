import { basename } from 'node:path';
import { readIfThere, type FileChange } from './file-change.ts';
import { objectAt, parseObject, withValue } from './edit-json.ts';
import { ownVersion } from '../own-package.ts';

/** What is installed besides packages of this project: those of its own `package.json`, which a test compares. */
export const TOOLS = {
  '@types/node': '^20.19.0',
  'fast-check': '^4.10.2',
  typescript: '~6.0.3',
  vitest: '^4.1.12',
  zod: '^4.6.7',
} as const;

/** The version of Nx with which pipelines were tested. */
export const NX = '24.0.6';

/** Packages that modules of one's own import. pnpm lets a module import nothing that is not named. */
const IMPORTED = ['batching', 'dataset', 'metrics', 'protocols', 'random', 'stage'];

/** What `npm run` knows in a workspace of one's own. */
export const workspaceScripts = {
  // The fast engine's library is fetched where the system has none; when it is there, this takes a moment.
  first: 'batchmates setup onednn && batchmates run-all first',
  check: 'tsc -p pipelines',
  test: 'vitest run --passWithNoTests pipelines',
} as const;

/** Where dependencies may stand. */
const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** Scripts and dependencies of `package.json`; a new file where there is none. Throws a `UserError` when the file is no JSON object. */
export async function changePackageJson(
  folder: string,
  { nx }: { readonly nx: boolean },
): Promise<FileChange> {
  const file = 'package.json';
  const before = await readIfThere(folder, file);
  let text = before ?? fresh(basename(folder));
  const json = () => ({ file, text, comments: false });
  parseObject(json());
  const [added, left]: [string[], string[]] = [[], []];
  for (const [name, command] of Object.entries(workspaceScripts)) {
    const present = objectAt(json(), 'scripts')[name];
    if (present === undefined) {
      text = withValue(text, ['scripts', name], command);
      added.push(`script ${name}`);
    } else if (present !== command) left.push(`script ${name} (npx ${command})`);
  }
  for (const [name, range] of Object.entries(dependencies(nx))) {
    const present = SECTIONS.map((section) => objectAt(json(), section)[name]).find(
      (each) => each !== undefined,
    );
    if (present === undefined) {
      text = withValue(text, ['devDependencies', name], range, { sorted: true });
      added.push(name);
    } else if (present !== range) left.push(`${name} ${JSON.stringify(present)} (${range} was tested)`);
  }
  if (before === undefined) return { file, content: text, added: [], left: [] };
  return { file, ...(text !== before && { content: text }), added, left };
}

/** Whether modules below the folder are ES modules without more ado. */
export async function isModuleFolder(folder: string): Promise<boolean> {
  const text = await readIfThere(folder, 'package.json');
  return (
    text === undefined || parseObject({ file: 'package.json', text, comments: false })['type'] === 'module'
  );
}

function dependencies(nx: boolean): Readonly<Record<string, string>> {
  const own = `^${ownVersion()}`;
  const all = {
    batchmates: own,
    ...Object.fromEntries(IMPORTED.map((name) => [`@batchmates/${name}`, own])),
    ...(nx && { '@batchmates/nx': own, nx: NX }),
    ...TOOLS,
  };
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function fresh(name: string): string {
  // What npm allows in a name; it is private, and only shown.
  const allowed = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const content = {
    name: allowed || 'study',
    private: true,
    type: 'module',
    scripts: {},
    devDependencies: {},
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
