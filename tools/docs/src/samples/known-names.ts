import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compose, createProgram, planningContext, workspaceScripts } from 'batchmates/testing';
import { planPipeline } from '@batchmates/pipeline';
import type { Command } from 'commander';

/** What the commands in samples may name. */
export interface KnownNames {
  readonly root: string;
  /** Makes a program whose commands do nothing. */
  program(): Command;
  readonly pipelines: ReadonlySet<string>;
  /** `<pipeline>.<instance>`. */
  readonly instances: ReadonlySet<string>;
  /** Of package.json, and those that `batchmates init` writes into it. */
  readonly scripts: ReadonlySet<string>;
  /** Of the benchmarks. */
  readonly suites: ReadonlySet<string>;
  /** Paths of test files from the root. */
  readonly tests: readonly string[];
}

/** Collects the names that exist in the workspace. */
export async function readKnownNames(root: string): Promise<KnownNames> {
  const context = planningContext(compose(), root);
  const plans = await Promise.all(pipelineFiles(root).map((file) => planPipeline(file, context)));
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  return {
    root,
    program: () => idleProgram(root),
    pipelines: new Set(plans.map(({ name }) => name)),
    instances: new Set(
      plans.flatMap(({ name, instances }) => instances.map((each) => `${name}.${each.name}`)),
    ),
    scripts: new Set(Object.keys({ ...scripts, ...workspaceScripts })),
    suites: new Set(namesIn(join(root, 'bench/src/suites')).map((file) => file.replace(/\.ts$/, ''))),
    tests: testFiles(root),
  };
}

function idleProgram(root: string): Command {
  const program = createProgram({ root, signal: new AbortController().signal, print: () => undefined });
  const silent = { writeErr: () => undefined, writeOut: () => undefined };
  for (const command of program.commands)
    command
      .exitOverride()
      .configureOutput(silent)
      .action(() => undefined);
  return program.exitOverride().configureOutput(silent);
}

function pipelineFiles(root: string): string[] {
  // The last holds what `batchmates init` writes.
  return ['pipelines', 'examples', 'packages/cli/templates'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(root, folder, entry.name, 'pipeline.yaml'))
      .filter((file) => existsSync(file)),
  );
}

function testFiles(root: string): string[] {
  const projects = ['packages', 'tools'].flatMap((folder) =>
    namesIn(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  return [...projects, 'bench', 'examples'].flatMap((project) =>
    namesIn(join(root, project, 'test'), true).map((file) => `${project}/test/${file.replaceAll('\\', '/')}`),
  );
}

function namesIn(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' });
  } catch {
    return [];
  }
}
