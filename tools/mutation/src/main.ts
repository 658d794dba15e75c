import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutate } from './mutate.ts';
import { printCounts, printSurvivors } from './print-summary.ts';

const USAGE = `npm run mutate -- <package> [options]

Runs a package's tests against changed copies ("mutants") of its code, one change each, and says which changes no test notices.

  --sample <n>        so many mutants (default: all)
  --seed <text>       which (default 0)
  --files <glob>      of these files of the package (default 'src/**/*.{ts,mjs}'; may be repeated)
  --tests <glob>      by these test files of the package alone (default: all; may be repeated)
  --concurrency <n>   mutants at a time (default: one per core, at most 2)`;

const root = join(import.meta.dirname, '../../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '0' },
    files: { type: 'string', multiple: true, default: ['src/**/*.{ts,mjs}'] },
    tests: { type: 'string', multiple: true },
    concurrency: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const [project, ...more] = positionals;

if (values.help || project === undefined || more.length > 0) {
  process.stdout.write(`${USAGE}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const { seed, files, tests } = values;
  const sample = values.sample === undefined ? undefined : count('sample', values.sample);
  const concurrency =
    values.concurrency === undefined
      ? Math.min(2, availableParallelism())
      : count('concurrency', values.concurrency);
  const begin = performance.now();
  const summary = await mutate({
    root,
    project,
    seed,
    files,
    concurrency,
    ...(sample === undefined ? {} : { sample }),
    ...(tests === undefined ? {} : { tests }),
  });
  const seconds = Math.round((performance.now() - begin) / 1000);
  const folder = join(root, '.cache/mutation');
  mkdirSync(folder, { recursive: true });
  const counts = `${project}, seed ${seed}: ${printCounts(summary)} (${seconds} s)`;
  const survivors = printSurvivors(summary);
  writeFileSync(
    join(folder, `${project}.json`),
    `${JSON.stringify({ project, seed, files, tests, seconds, ...summary }, null, 2)}\n`,
  );
  writeFileSync(join(folder, `${project}.txt`), `${counts}\n\n${survivors}`);
  process.stdout.write(
    `\n${survivors}\n${counts}\n.cache/mutation/${project}.txt has this list, .json the same for programs\n`,
  );
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option}: expected a whole number from 1, received ${text}`);
  return value;
}
