import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readArguments } from './read-arguments.mjs';
import { packageManager } from './package-manager.mjs';
import { run } from './run.mjs';

/**
 * `npm create batchmates <folder>`: makes the folder, installs `batchmates` there, has `batchmates init` write what a workspace needs, and installs that. Gives the
 * exit code: 0, or 1 after one line on the standard error.
 * @param {readonly string[]} args
 */
export async function createWorkspace(args) {
  const asked = readArguments(args);
  if (asked === undefined) return 1;
  const folder = resolve(asked.folder);
  const refusal = whyNot(folder);
  if (refusal !== undefined) return fail(`${asked.folder}: ${refusal}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), manifest(basename(folder)));
  const manager = packageManager();
  const init = ['init', ...(asked.nx ? [] : ['--no-nx'])];
  const steps = [`${manager.name} install`, `npx batchmates ${init.join(' ')}`, `${manager.name} install`];
  const goOn = `cd ${relative('', folder) || '.'}`;
  if (asked.install) {
    const done =
      (await run(manager.command, manager.install, folder)) &&
      (await run(command(folder), init, folder)) &&
      (await run(manager.command, manager.install, folder));
    if (!done)
      return fail(`not finished; what went wrong stands above. To go on: ${[goOn, ...steps].join(' && ')}`);
  }
  const next = [goOn, ...(asked.install ? [] : steps), `${manager.name} run first`];
  process.stdout.write(`\n${asked.folder} is there. Next:\n\n${next.map((line) => `  ${line}\n`).join('')}`);
  return 0;
}

/**
 * Why a folder cannot become a workspace; undefined when it can.
 * @param {string} folder
 */
function whyNot(folder) {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory())
      return 'expected a folder that is empty or not there yet, received a file';
    const [first] = readdirSync(folder);
    if (first !== undefined)
      return `expected a folder that is empty or not there yet, received one with ${first}; in it, run npm install --save-dev batchmates, then npx batchmates init`;
  }
  // Commands work in the nearest workspace above, where there is one.
  for (let above = dirname(folder); dirname(above) !== above; above = dirname(above)) {
    const has = (/** @type {string} */ name) => existsSync(join(above, name));
    if (has('nx.json') || (has('pipelines') && has('package.json')))
      return `expected a folder outside of workspaces, received one in ${above}; there, run npm install --save-dev batchmates, then npx batchmates init`;
  }
  return undefined;
}

/**
 * A `package.json` with `batchmates` of the version of this package, as all of the project's packages have the same.
 * @param {string} name of the folder
 */
function manifest(name) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const allowed = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const content = {
    name: allowed || 'study',
    private: true,
    type: 'module',
    devDependencies: { batchmates: `^${version}` },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/**
 * The command `batchmates` that was installed in a folder, without the shell scripts that package managers make of it.
 * @param {string} folder
 */
function command(folder) {
  const installed = join(folder, 'node_modules', 'batchmates');
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  return [process.execPath, join(installed, bin.batchmates)];
}

/** @param {string} line */
function fail(line) {
  process.stderr.write(`create-batchmates: ${line}\n`);
  return 1;
}
