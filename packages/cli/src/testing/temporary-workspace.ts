import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@batchmates/stage/testing';

/** What a command left: exit code and both streams. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface StartedCommand {
  readonly child: ChildProcess;
  /** What it leaves; `code` is 1 when a signal ended it, which is in `child.signalCode`. */
  readonly ended: Promise<CommandResult>;
}

/** A copy of this workspace in a temporary folder: own sources, pipelines and caches, the installed packages linked. It goes with the test file. */
export interface TemporaryWorkspace {
  readonly root: string;
  /** Writes a file, relative to the workspace. */
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Replaces `from` in a file; throws when it is not there. */
  edit(path: string, from: string, to: string): Promise<void>;
  /** Runs `npx nx ...` without the daemon. */
  nx(
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
    folder?: string,
  ): Promise<CommandResult>;
  /** Runs `npx batchmates ...`, in the root or in a folder of it. */
  batchmates(
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
    folder?: string,
  ): Promise<CommandResult>;
  /** The same without waiting for its end. */
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): StartedCommand;
}

const SOURCE = fileURLToPath(new URL('../../../..', import.meta.url));

/** Copies the workspace's sources and links its `node_modules`; workspace packages lead to the copies. Takes about 0.3 s. */
export async function createTemporaryWorkspace(): Promise<TemporaryWorkspace> {
  const root = await temporaryFolder();
  for (const file of [
    'nx.json',
    'package.json',
    'package-lock.json',
    'tsconfig.base.json',
    '.gitignore',
    '.env',
    'data-manifests',
  ]) {
    await cp(join(SOURCE, file), join(root, file), { recursive: true });
  }
  for (const folder of ['packages', 'tools']) await copyPackages(folder, root);
  await linkInstalled(root);
  await mkdir(join(root, 'pipelines'));
  return temporaryWorkspaceAt(root);
}

/** The workspace in a folder to which `createTemporaryWorkspace`'s was moved or copied. */
export function temporaryWorkspaceAt(root: string): TemporaryWorkspace {
  const run = (
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    folder = '.',
  ) => startNode(join(root, folder), command, environment).ended;
  const command = join(root, 'packages/cli/bin/batchmates.mjs');
  return {
    root,
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    async edit(path, from, to) {
      const text = await readFile(join(root, path), 'utf8');
      if (!text.includes(from)) throw new Error(`internal: ${path} does not contain ${JSON.stringify(from)}`);
      await writeFile(join(root, path), text.replace(from, to));
    },
    nx: (args, environment, folder) =>
      run(
        [join(SOURCE, 'node_modules/nx/dist/bin/nx.js'), ...args],
        { NX_DAEMON: 'false', ...environment },
        folder,
      ),
    batchmates: (args, environment, folder) => run([command, ...args], environment, folder),
    start: (args, environment = {}) => startNode(root, [command, ...args], environment),
  };
}

async function copyPackages(folder: string, root: string): Promise<void> {
  for (const name of await readdir(join(SOURCE, folder))) {
    for (const part of ['package.json', 'executors.json', 'src', 'bin', 'bundle']) {
      const from = join(SOURCE, folder, name, part);
      if (existsSync(from)) await cp(from, join(root, folder, name, part), { recursive: true });
    }
    const nested = join(SOURCE, folder, name, 'node_modules');
    if (existsSync(nested)) await symlink(nested, join(root, folder, name, 'node_modules'));
  }
}

async function linkInstalled(root: string): Promise<void> {
  const installed = join(SOURCE, 'node_modules');
  await mkdir(join(root, 'node_modules', '@batchmates'), { recursive: true });
  const names = (await readdir(installed)).filter((name) => !OWN.has(name));
  await Promise.all(names.map((name) => symlink(join(installed, name), join(root, 'node_modules', name))));
  for (const folder of await readdir(join(root, 'packages'))) {
    const { name } = JSON.parse(await readFile(join(root, 'packages', folder, 'package.json'), 'utf8')) as {
      name: string;
    };
    const link = join(root, 'node_modules', name);
    // Relative, since workspaces are moved.
    await symlink(relative(dirname(link), join(root, 'packages', folder)), link);
  }
}

/** What of `node_modules` leads to the packages of the workspace, and what tools keep there. */
const OWN = new Set(['create-batchmates', '@batchmates', 'batchmates', '.cache']);

function startNode(
  folder: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): StartedCommand {
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: { ...cleanEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout: stdout(), stderr: stderr() }));
  });
  return { child, ended };
}

/** Collects what a stream says. */
function textOf(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return () => text;
}

/** Without what npm, vitest or an enclosing Nx put there: the commands must behave as in a user's shell. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NX_|VITEST|NODE_OPTIONS|NODE_ENV|BATCHMATES_)/.test(name),
  );
  return Object.fromEntries(kept);
}
