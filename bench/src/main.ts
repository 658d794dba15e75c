import { readdirSync, writeFileSync } from 'node:fs';
import { UserError } from '@batchmates/errors';
import { host } from './harness/host.ts';
import type { Suite } from './harness/suite.ts';

const suites = new URL('./suites/', import.meta.url);

/**
 * `npm run bench -- <suite> [--json FILE] [options of the suite]`: runs `suites/<suite>.ts`, prints its table and
 * keeps rows, facts and host in FILE. Without a suite it lists them.
 */
async function main(words: readonly string[]): Promise<void> {
  const { jsonFile, rest } = takeJsonFile(words);
  const [name, ...suiteArguments] = rest;
  if (name === undefined) return list();
  const suite = await load(name);
  const started = new Date().toISOString();
  const report = await suite.run({
    arguments: suiteArguments,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${report.text}\n`);
  if (jsonFile !== undefined) {
    const kept = { suite: name, started, host: host(), ...report.facts, rows: report.rows };
    writeFileSync(jsonFile, `${JSON.stringify(kept, null, 2)}\n`);
  }
}

function takeJsonFile(words: readonly string[]): { jsonFile: string | undefined; rest: readonly string[] } {
  const at = words.indexOf('--json');
  if (at < 0) return { jsonFile: undefined, rest: words };
  const jsonFile = words[at + 1];
  if (jsonFile === undefined) {
    throw new UserError({ code: 'bench/json', what: 'option --json', expected: 'a file name after it' });
  }
  return { jsonFile, rest: [...words.slice(0, at), ...words.slice(at + 2)] };
}

function suiteNames(): readonly string[] {
  return readdirSync(suites)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
}

async function load(name: string): Promise<Suite> {
  if (!suiteNames().includes(name)) {
    throw new UserError({
      code: 'bench/unknown-suite',
      what: `benchmark "${name}"`,
      expected: `one of ${suiteNames().join(', ')}`,
    });
  }
  return ((await import(new URL(`${name}.ts`, suites).href)) as { default: Suite }).default;
}

async function list(): Promise<void> {
  for (const name of suiteNames()) {
    process.stdout.write(`${name.padEnd(16)} ${(await load(name)).summary}\n`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
