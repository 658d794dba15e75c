import { existsSync } from 'node:fs';
import { canonicalJson, openArtifact, readRunRecord, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { artifactDirectory } from '../run-instance.ts';
import type { Workspace } from '../workspace.ts';
import { declareCacheInputs } from './cache-inputs.ts';
import { cacheRecordSchema, recordCacheInputs, type CacheRecord } from './cache-record.ts';

/** Why an instance would rerun; no reasons when it would not. */
export interface Verdict {
  readonly instance: string;
  readonly reasons: readonly string[];
}

/** Compares what every instance's artifact was made from with the present, in plan order; with `target`, only it and what it needs. */
export async function explain(
  plan: Plan,
  workspace: Workspace,
  target?: PlannedInstance,
): Promise<Verdict[]> {
  const wanted = target === undefined ? undefined : ancestors(plan, target);
  const opened = new Map<string, Artifact>();
  const stale = new Set<string>();
  const verdicts: Verdict[] = [];
  for (const instance of plan.instances.filter(({ name }) => wanted?.has(name) ?? true)) {
    const directory = artifactDirectory(workspace.root, plan, instance.name);
    const artifact = await openArtifact(directory).catch(missing);
    const reasons =
      artifact instanceof UserError
        ? [existsSync(directory) ? artifact.message : 'never run']
        : await compare({ plan, instance, artifact, workspace, opened });
    const rerunning = needs(instance).filter((name) => stale.has(name));
    if (rerunning.length > 0 && !(artifact instanceof UserError))
      reasons.push(`${rerunning.join(', ')} would rerun (this one need not, if the new artifact is equal)`);
    if (reasons.length > 0) stale.add(instance.name);
    if (!(artifact instanceof UserError)) opened.set(instance.name, artifact);
    verdicts.push({ instance: instance.name, reasons });
  }
  return verdicts;
}

interface Comparison {
  readonly plan: Plan;
  readonly instance: PlannedInstance;
  readonly artifact: Artifact;
  readonly workspace: Workspace;
  /** Artifacts of the instances before this one. */
  readonly opened: ReadonlyMap<string, Artifact>;
}

async function compare({ plan, instance, artifact, workspace, opened }: Comparison): Promise<string[]> {
  const { manifest } = artifact;
  const now = await recordCacheInputs(await declareCacheInputs(plan, instance, workspace), workspace);
  const record = cacheRecordSchema.safeParse((await readRunRecord(artifact.directory))?.['cacheInputs']);
  return [
    ...(manifest.stage === instance.uses ? [] : [`uses: ${manifest.stage} -> ${instance.uses}`]),
    ...differences('with.', manifest.params, instance.params),
    ...Object.keys({ ...manifest.inputs, ...instance.inputs }).flatMap((input) =>
      compareInput(input, manifest.inputs[input] ?? [], instance.inputs[input] ?? [], opened),
    ),
    ...(record.success
      ? compareRecords(record.data, now)
      : ['its run.json does not say what it was made from']),
  ];
}

function compareInput(
  input: string,
  before: readonly string[],
  names: readonly string[],
  opened: ReadonlyMap<string, Artifact>,
): string[] {
  if (before.length !== names.length)
    return [`in.${input}: read ${before.length} artifacts, now ${names.length}`];
  return names
    .filter((name, index) => opened.has(name) && opened.get(name)?.identity !== before[index])
    .map((name) => `in.${input}: the artifact of ${name} is another one`);
}

function compareRecords(before: CacheRecord, now: CacheRecord): string[] {
  return [
    ...changed(before.projects, now.projects).map((name) => `sources of the package ${name} changed`),
    ...differences('installed ', before.externals, now.externals),
    ...changed(before.files, now.files).map((name) => `${name} changed`),
    ...changed(before.sources, now.sources).map((name) => `the data in ${name} changed`),
    ...differences('environment variable ', before.environment, now.environment),
  ];
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

function needs({ inputs }: PlannedInstance): string[] {
  return [...new Set(Object.values(inputs).flat())];
}

function ancestors(plan: Plan, target: PlannedInstance): ReadonlySet<string> {
  const found = new Set([target.name]);
  // Plan order puts needs first, so one pass backwards finds them all.
  for (const instance of plan.instances.toReversed())
    if (found.has(instance.name)) needs(instance).forEach((name) => found.add(name));
  return found;
}

function missing(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}
