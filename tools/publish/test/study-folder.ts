import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@batchmates/stage/testing';
import type { LocalRegistry } from './local-registry.ts';

/** What a command left. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall time, s. */
  readonly seconds: number;
}

/** A folder outside the repository in which somebody installs Batchmates and keeps a pipeline with parts of their own. */
export interface StudyFolder {
  readonly root: string;
  /** Runs a program there, as in a user's shell; throws when it fails. */
  run(program: string, words: readonly string[]): Promise<Outcome>;
  /** Runs the installed command. */
  batchmates(...words: readonly string[]): Promise<Outcome>;
  /** `run.json` of every artifact of a pipeline (`small` by default), by instance: equal where it was not made anew. */
  runRecords(pipeline?: string): Promise<Readonly<Record<string, string>>>;
  edit(file: string, from: string, to: string): Promise<void>;
}

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** Makes the folder; nothing is installed in it yet. */
export async function createStudyFolder(registry: LocalRegistry): Promise<StudyFolder> {
  const root = await temporaryFolder();
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'study', private: true, type: 'module' }),
  );
  const pipeline = join(root, 'pipelines', 'small');
  await mkdir(pipeline, { recursive: true });
  await cp(join(import.meta.dirname, 'study', 'pipeline.yaml'), join(pipeline, 'pipeline.yaml'));
  for (const part of ['class-brightness', 'one-class', 'equal-shares', 'mean-confidence'])
    await cp(join(REPOSITORY, 'examples', 'third-party', `${part}.ts`), join(pipeline, `${part}.ts`));
  return studyFolderAt(root, registry);
}

/** A folder that is there, or that a command will make, with caches of its own. */
export async function studyFolderAt(root: string, registry: LocalRegistry): Promise<StudyFolder> {
  const home = await temporaryFolder();
  await lendLibrary(home);
  const environment = { ...cleanEnvironment(), ...registry.environment, ...placesUnder(home) };
  const run = (program: string, words: readonly string[]) =>
    started(program, words, existsSync(root) ? root : dirname(root), environment);
  return {
    root,
    run,
    batchmates: (...words) => run(join(root, 'node_modules', '.bin', 'batchmates'), words),
    async runRecords(pipeline = 'small') {
      const folder = join(root, 'artifacts', pipeline);
      const names = (await readdir(folder)).toSorted();
      const records = names.map(async (name) => [
        name,
        await readFile(join(folder, name, 'run.json'), 'utf8'),
      ]);
      return Object.fromEntries(await Promise.all(records)) as Record<string, string>;
    },
    async edit(file, from, to) {
      const text = await readFile(join(root, file), 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
      await writeFile(join(root, file), text.replace(from, to));
    },
  };
}

/** Caches of this user alone, so that nothing of the machine's is found. */
function placesUnder(home: string): Record<string, string> {
  return {
    XDG_CACHE_HOME: join(home, 'cache'),
    NX_CACHE_DIRECTORY: join(home, 'nx'),
    npm_config_store_dir: join(home, 'pnpm-store'),
  };
}

/** oneDNN as `batchmates setup` would have fetched it, where the repository has it. */
async function lendLibrary(home: string): Promise<void> {
  const fetched = join(REPOSITORY, '.cache', 'onednn');
  await mkdir(join(home, 'cache', 'batchmates'), { recursive: true });
  if (existsSync(fetched)) await symlink(fetched, join(home, 'cache', 'batchmates', 'onednn'));
}

function started(
  program: string,
  words: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    execFile(
      program,
      words,
      { cwd: folder, env: environment, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        const seconds = (performance.now() - start) / 1000;
        if (error === null) resolve({ code: 0, stdout, stderr, seconds });
        else
          reject(
            new Error(`${program} ${words.join(' ')}: ${error.message}\n${stdout}\n${stderr}`, {
              cause: error,
            }),
          );
      },
    );
  });
}

/** Without what npm, vitest or Nx put there. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|NX_|VITEST|NODE_OPTIONS|NODE_ENV|NODE_PATH|INIT_CWD|BATCHMATES_)/.test(name),
    ),
  );
}
