import { join } from 'node:path';
import { canonicalJson } from '@batchmates/artifact';
import type { PlannedInstance } from '@batchmates/pipeline';
import { paramsThatCount } from '@batchmates/stage';
import type { CacheRecord } from './cache-record.ts';

/** What work is made from, besides the artifacts it reads. */
export interface Origin {
  readonly uses: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly variant: Readonly<Record<string, unknown>>;
  /** Undefined when it is not known. */
  readonly cacheInputs: CacheRecord | undefined;
}

/** What an instance is made from now. */
export function ownOrigin(
  { uses, stage, params, variant }: PlannedInstance,
  cacheInputs: CacheRecord,
): Origin {
  return { uses, params: paramsThatCount(stage, params), variant, cacheInputs };
}

/** Everything in which two origins differ, each in a few words for people: `with.epochs: 5 -> 6`. */
export function differences(before: Origin, now: Origin): string[] {
  return [
    ...(before.uses === now.uses ? [] : [`uses: ${before.uses} -> ${now.uses}`]),
    ...changedValues('with.', before.params, now.params),
    ...changedValues('matrix.', before.variant, now.variant),
    ...(before.cacheInputs === undefined || now.cacheInputs === undefined
      ? []
      : compareRecords(before.cacheInputs, now.cacheInputs)),
  ];
}

function compareRecords(before: CacheRecord, now: CacheRecord): string[] {
  return [
    ...changed(before.projects, now.projects).map((name) => `sources of the package ${name} changed`),
    ...changedValues('installed ', before.externals, now.externals),
    ...changed(filesOf(before), filesOf(now)).map((file) => `${file} changed`),
    ...changed(dataOf(before), dataOf(now)).map((path) => `the data in ${path} changed`),
    ...changedValues('environment variable ', before.environment, now.environment),
    ...changedValues('the folders that it links to: in.', before.links, now.links),
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

function changedValues(
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
