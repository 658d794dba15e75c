import { join } from 'node:path';

/** A run of Stryker. */
export interface StrykerRun {
  /** Folder of the project in the workspace, `packages/random`. */
  readonly folder: string;
  /** Globs of the files to mutate, relative to the project's folder; and of those to leave out. */
  readonly files: readonly string[];
  readonly except: readonly string[];
  readonly concurrency: number;
  /** Where the report goes. */
  readonly report: string;
  /** This repository's root: where Stryker's plugins are. */
  readonly root: string;
  /** Whether Stryker says how far it is. */
  readonly progress: boolean;
}

/** What Stryker is to do in a workspace of its own, whose files it may change in place. */
export function strykerOptions({ folder, files, except, concurrency, report, root, progress }: StrykerRun) {
  const plugin = (name: string) => join(root, 'tools/mutation/src', name);
  return {
    inPlace: true,
    testRunner: 'vitest',
    vitest: { configFile: 'tools/mutation/src/vitest.config.ts', related: false },
    plugins: [
      '@stryker-mutator/vitest-runner',
      plugin('selection-checker.mjs'),
      plugin('ignore-descriptions.mjs'),
    ],
    checkers: ['selection'],
    ignorers: ['descriptions'],
    mutate: [...files.map((glob) => `${folder}/${glob}`), ...except.map((glob) => `!${folder}/${glob}`)],
    coverageAnalysis: 'perTest',
    concurrency,
    // A busy machine must not look like an endless loop.
    timeoutMS: 10_000,
    timeoutFactor: 2,
    dryRunTimeoutMinutes: 30,
    reporters: progress ? ['json', 'progress-append-only'] : ['json'],
    logLevel: 'warn',
    jsonReporter: { fileName: report },
    allowConsoleColors: false,
    tempDirName: '.stryker-tmp',
  };
}
