import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson, openArtifact, readRunRecord } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { reportFiles } from '@batchmates/report';
import { readResults, resultsFiles } from '@batchmates/results';
import { artifactDirectory } from '../artifact-directory.ts';
import { filesBelow, type SizedFile } from '../files-below.ts';
import { readIfThere } from '../read-if-there.ts';
import { metricsOf } from './metrics-of.ts';
import { numbersInLines } from './numbers-in-lines.ts';
import { withoutDeadLinks } from './without-dead-links.ts';

/** The file of such a folder that says what it is of: the resolved pipeline and how each stage was run. */
export const PROVENANCE_FILE = 'provenance.json';

/** Bytes of all files together: such folders are kept beside code. */
const MOST = 5e6;

/** What was written and what was not. */
export interface WrittenResults {
  readonly files: number;
  readonly bytes: number;
  readonly leftOut: { readonly files: number; readonly bytes: number };
}

interface Place {
  readonly root: string;
  readonly output: string;
}

/**
 * Writes what the artifacts of a plan come to into an empty folder: `pipeline.yaml`, `provenance.json`, and in a folder for each instance its `result.json` and
 * `metrics.json`, or its report. They lie as the artifacts do, so that links of a report's Markdown lead to its results; those to files that are left out become text. Where all
 * is more than 5 MB, figures are left out that stand in the report's page, too. Throws a `UserError` (`results/large`) when it is still more.
 */
export async function writeResultsOf(plan: Plan, { root, output }: Place): Promise<WrittenResults> {
  const provenance: unknown[] = [];
  const all: SizedFile[] = [];
  for (const instance of plan.instances) {
    const directory = artifactDirectory(root, plan, instance.name);
    const { manifest, identity } = await openArtifact(directory);
    all.push(...manifest.files.map(({ path, bytes }) => ({ path: `${instance.name}/${path}`, bytes })));
    for (const { path } of manifest.files)
      if (isTaken(instance, path)) await copy(join(directory, path), join(output, instance.name, path));
    if (instance.output === 'results') await writeMetrics(directory, join(output, instance.name));
    provenance.push({ ...describe(instance), identity, run: await runOf(directory) });
  }
  await copy(plan.file, join(output, 'pipeline.yaml'));
  const { name, description } = plan;
  await writeJson(join(output, PROVENANCE_FILE), { pipeline: name, description, instances: provenance });
  const reports = plan.instances.filter((each) => each.output === 'report').map((each) => join(output, each.name));
  if (sizeOf(await filesBelow(output)) > MOST)
    for (const report of reports) await rm(join(report, 'figures'), { recursive: true, force: true });
  for (const report of reports) await unlinkLeftOut(join(report, reportFiles.markdown));
  const written = await filesBelow(output);
  assertSmall(name, written);
  const kept = new Set(written.map(({ path }) => path));
  const leftOut = all.filter(({ path }) => !kept.has(path));
  return {
    ...{ files: written.length, bytes: sizeOf(written) },
    leftOut: { files: leftOut.length, bytes: sizeOf(leftOut) },
  };
}

/** Of a report what people read and its numbers, of results what was measured; nothing else of an artifact is small. */
function isTaken({ output }: PlannedInstance, path: string): boolean {
  if (output === 'results') return path === resultsFiles.facts;
  return output === 'report' && !/^tables[./]/.test(path);
}

async function writeMetrics(directory: string, folder: string): Promise<void> {
  const { facts, predictions } = await readResults(directory);
  if (facts.kind !== 'evaluation') return;
  await writeJson(join(folder, 'metrics.json'), metricsOf({ facts, predictions: await predictions() }));
}

/** An instance as it was planned. */
function describe({ name, uses, params, inputs }: PlannedInstance) {
  return { instance: name, uses, params, inputs };
}

/** When, on what and how fast a stage was run; not whose machine that was. */
async function runOf(directory: string) {
  const record = await readRunRecord(directory);
  if (record === undefined) return null;
  const { startedAt, seconds, peakMemoryBytes, host, report } = record;
  const { cpu, cores, memoryBytes, node } = host;
  // Operating system and architecture, without the kernel's release.
  const platform = host.platform.split(' ', 2).join(' ');
  return { startedAt, seconds, peakMemoryBytes, machine: { platform, cpu, cores, memoryBytes, node }, report };
}

/** Makes links of a page of Markdown to files that were left out plain text. */
async function unlinkLeftOut(page: string): Promise<void> {
  const text = await readIfThere(page);
  // A third party's report need not have one.
  if (text === undefined) return;
  const unlinked = withoutDeadLinks(text, (target) => existsSync(join(dirname(page), decodeURIComponent(target))));
  await writeFile(page, unlinked);
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, await readFile(from));
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, numbersInLines(canonicalJson(value)));
}

function sizeOf(files: readonly Pick<SizedFile, 'bytes'>[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function assertSmall(pipeline: string, files: readonly SizedFile[]): void {
  const bytes = sizeOf(files);
  if (bytes <= MOST) return;
  const largest = files.reduce((most, file) => (file.bytes > most.bytes ? file : most));
  throw new UserError({
    code: 'results/large',
    what: `results of ${pipeline}`,
    expected: `at most ${MOST / 1e6} MB`,
    received: `${(bytes / 1e6).toFixed(1)} MB, of which ${largest.path} has ${(largest.bytes / 1e6).toFixed(1)}`,
    remedy: 'divide its report into several pipelines',
  });
}
