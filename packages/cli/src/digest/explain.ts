import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type Artifact } from '@batchmates/artifact';
import type { Plan } from '@batchmates/pipeline';
import { artifactDirectory } from '../artifact-directory.ts';
import type { CacheRecord } from './cache-record.ts';
import type { DigestContext } from './digest-context.ts';
import { needsOf, standingInstances, type StandingInstance } from './standing-artifacts.ts';

/** Why an instance would rerun; no reasons when it would not. */
export interface Verdict {
  readonly instance: string;
  /** Whether there is no artifact to compare with. */
  readonly missing: boolean;
  /** What changed in what it depends on itself. */
  readonly reasons: readonly string[];
  /** What it reads that would rerun: it need not, if the new artifact is equal. */
  readonly follows: readonly string[];
}

/** Compares what the artifacts of the instances called `names` were made from with the present, in plan order. */
export async function explain(
  plan: Plan,
  names: ReadonlySet<string>,
  context: DigestContext,
): Promise<Verdict[]> {
  const stale = new Set<string>();
  const artifacts = new Map<string, Artifact>();
  const verdicts: Verdict[] = [];
  for (const standing of await standingInstances(plan, names, context)) {
    const { instance, artifact } = standing;
    const directory = artifactDirectory(context.workspace.root, plan, instance.name);
    const reasons =
      artifact === undefined
        ? [existsSync(directory) ? standing.missing!.message : 'never run']
        : standing.current
          ? []
          : differencesOf(standing, artifact, artifacts);
    const follows = artifact === undefined ? [] : needsOf(instance).filter((name) => stale.has(name));
    if (reasons.length + follows.length > 0) stale.add(instance.name);
    if (artifact !== undefined) artifacts.set(instance.name, artifact);
    verdicts.push({ instance: instance.name, missing: artifact === undefined, reasons, follows });
  }
  return verdicts;
}

function differencesOf(
  { instance, cacheInputs, recordedInputs }: StandingInstance,
  { manifest }: Artifact,
  artifacts: ReadonlyMap<string, Artifact>,
): string[] {
  const found = [
    ...(manifest.stage === instance.uses ? [] : [`uses: ${manifest.stage} -> ${instance.uses}`]),
    ...differences('with.', manifest.params, instance.params),
    ...differences('matrix.', manifest.variant, instance.variant),
    ...Object.keys({ ...manifest.inputs, ...instance.inputs }).flatMap((input) =>
      compareInput(input, manifest.inputs[input] ?? [], instance.inputs[input] ?? [], artifacts),
    ),
    ...(recordedInputs === undefined ? [] : compareRecords(recordedInputs, cacheInputs)),
  ];
  return found.length > 0 ? found : ['its run.json does not say what it was made from'];
}

function compareInput(
  input: string,
  before: readonly string[],
  names: readonly string[],
  artifacts: ReadonlyMap<string, Artifact>,
): string[] {
  if (before.length !== names.length)
    return [`in.${input}: read ${before.length} artifacts, now ${names.length}`];
  return names
    .filter((name, index) => artifacts.has(name) && artifacts.get(name)?.identity !== before[index])
    .map((name) => `in.${input}: the artifact of ${name} is another one`);
}

function compareRecords(before: CacheRecord, now: CacheRecord): string[] {
  return [
    ...changed(before.projects, now.projects).map((name) => `sources of the package ${name} changed`),
    ...differences('installed ', before.externals, now.externals),
    ...changed(filesOf(before), filesOf(now)).map((file) => `${file} changed`),
    ...changed(dataOf(before), dataOf(now)).map((path) => `the data in ${path} changed`),
    ...differences('environment variable ', before.environment, now.environment),
  ];
}

function filesOf({ modules }: CacheRecord): Record<string, string> {
  return Object.fromEntries(
    modules.flatMap(({ folder, files }) =>
      Object.entries(files).map(([file, digest]) => [join(folder, file), digest]),
    ),
  );
}

function dataOf({ sources }: CacheRecord): Record<string, string> {
  return Object.fromEntries(sources.map(({ path, digest }) => [path, digest]));
}

function differences(
  prefix: string,
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  return changed(before, now).map((key) => `${prefix}${key}: ${shown(before[key])} -> ${shown(now[key])}`);
}

function changed(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys({ ...before, ...now }).filter((key) => shown(before[key]) !== shown(now[key]));
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : canonicalJson(value).replaceAll(/\s+/g, ' ').trim();
}
