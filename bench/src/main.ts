import { readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UserError } from '@batchmates/errors';
import { host } from './harness/host.ts';
import type { Suite, SuiteOptions } from './harness/suite.ts';

const suites = new URL('./suites/', import.meta.url);

/**
 * `npm run bench -- <suite> [--json FILE] [options of the suite]`: runs `suites/<suite>.ts`, prints its table and
 * keeps rows, facts and host in FILE. Without a suite it lists them.
 */
async function main([name, ...words]: readonly string[]): Promise<void> {
  if (name === undefined) return list();
  const suite = await load(name);
  const { json, values, positionals } = parse(suite, words);
  const started = new Date().toISOString();
  const report = await suite.run({
    values,
    positionals,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${report.text}\n`);
  if (json !== undefined) {
    const kept = { suite: name, started, host: await host(), ...report.facts, rows: report.rows };
    writeFileSync(json, `${JSON.stringify(kept, null, 2)}\n`);
  }
}

function parse({ options }: Suite, words: readonly string[]) {
  try {
    const all: SuiteOptions = { ...options, json: { type: 'string' } };
    const { values, positionals } = parseArgs({ args: [...words], options: all, allowPositionals: true });
    const { json, ...own } = values;
    return { json: typeof json === 'string' ? json : undefined, values: own, positionals };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new UserError({ code: 'bench/options', what: cause.message, cause });
  }
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
