import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWorkspace, keepOriginals } from './copy-workspace.ts';
import { readEquivalent } from './read-equivalent.ts';
import type { MutationSettings } from './selection-checker.mjs';
import { strykerOptions } from './stryker-options.ts';
import { summarise, type StrykerReport, type Summary } from './summarise.ts';

/** Which mutants of which package to run. */
export interface MutateOptions {
  /** Folder of the repository. */
  readonly root: string;
  /** Name of the vitest project: the folder's name. */
  readonly project: string;
  /** Mutants to run, chosen by `seed`; absent: all. */
  readonly sample?: number;
  readonly seed: string;
  /** Globs of the files to mutate, relative to the package. */
  readonly files: readonly string[];
  /** Globs of the test files that look at them, relative to the package; absent: all. */
  readonly tests?: readonly string[];
  /** Mutants at a time. */
  readonly concurrency: number;
  /** Whether to print how far it is (default true). */
  readonly progress?: boolean;
}

/**
 * Projects whose code also runs outside the thread of the test, in threads or processes. Stryker does not see what is covered there:
 * each mutant of theirs meets every test.
 */
const COVERED_ELSEWHERE = new Set(['cli', 'engine-tfjs', 'loader', 'nx']);

/** What is no program of its own: re-exports, and laws that are lent to tests. */
const EXCEPT = ['src/index.ts', 'src/testing/**'];

/**
 * Runs the tests of one package against mutants of its code, in a copy of the repository. Throws where the package has no code in
 * `src`, where its tests fail without any mutant, and where Stryker does.
 */
export async function mutate(options: MutateOptions): Promise<Summary> {
  const { root, project, sample, seed, files, tests, concurrency, progress = true } = options;
  const folder = folderOf(root, project);
  const place = mkdtempSync(join(tmpdir(), 'batchmates-mutation-'));
  try {
    const [workspace, originals] = [join(place, 'workspace'), join(place, 'originals')];
    copyWorkspace(root, workspace);
    keepOriginals(workspace, folder, originals);
    const equivalent = readEquivalent(root);
    const report = join(place, 'report.json');
    const except = EXCEPT.filter((glob) => existsSync(join(workspace, folder, glob.replace('/**', ''))));
    const run = strykerOptions({ folder, files, except, concurrency, report, root, progress });
    writeFileSync(join(workspace, 'stryker.config.json'), JSON.stringify(run));
    const everyTest = COVERED_ELSEWHERE.has(project);
    const chosen = { sample: sample ?? null, seed, equivalent };
    const settings = { project, everyTest, tests: tests ?? null, workspace, originals, ...chosen };
    await runStryker(root, workspace, settings);
    return summarise(JSON.parse(readFileSync(report, 'utf8')) as StrykerReport, equivalent);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function folderOf(root: string, project: string): string {
  const folder = [`packages/${project}`, `tools/${project}`, project].find((each) =>
    existsSync(join(root, each, 'src')),
  );
  if (folder === undefined) throw new Error(`no package ${project} with a folder src`);
  return folder;
}

async function runStryker(root: string, workspace: string, settings: MutationSettings): Promise<void> {
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const child = spawn(process.execPath, [stryker, 'run', 'stryker.config.json'], {
    cwd: workspace,
    stdio: 'inherit',
    env: { ...process.env, BATCHMATES_MUTATION: JSON.stringify(settings) },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`Stryker ended with code ${String(code)}; its message is above`);
}
