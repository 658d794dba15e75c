import { digestValue } from '@batchmates/artifact';
import type { Job, JobLabel, JobReference, ScriptParts } from './job.ts';
import { assignLanes } from './lanes.ts';
import type { Profile } from './profile/profile-schema.ts';
import { resourcesOf, type InstanceNames } from './profile/resources-of.ts';
import type { KnownJob } from './scheduler.ts';

/** An instance of a pipeline, as far as a submission is concerned. */
export interface Work extends InstanceNames {
  /** Names of the instances that it reads. */
  readonly needs: readonly string[];
  /** Digest of what its own result depends on, which its job compares with what it finds. */
  readonly expect: string;
  /** Whether its artifact is there already. */
  readonly current: boolean;
}

/** What a submission is planned from. */
export interface Submission {
  readonly pipeline: string;
  /** In an order in which needs come first. */
  readonly work: readonly Work[];
  readonly profile: Profile;
  readonly script: Pick<ScriptParts, 'root' | 'file'>;
  /** What the scheduler has already. */
  readonly known: readonly KnownJob[];
}

/** The jobs to submit, in an order in which needs come first, and the numbers of those that are under way already. */
export interface PlannedJobs {
  readonly jobs: readonly Job[];
  /** By instance. */
  readonly underWay: ReadonlyMap<string, string>;
  /** Jobs of the same instances that were submitted for an earlier state of pipeline or code. */
  readonly outdated: readonly KnownJob[];
}

/** One job for each instance whose artifact is not there and for which none is queued or running. */
export function planJobs({ pipeline, work, profile, script, known }: Submission): PlannedJobs {
  const digests = workDigests(work);
  const live = known.filter(({ state: { kind } }) => kind === 'waiting' || kind === 'running');
  const keyOf = (name: string) => digestValue({ root: script.root, pipeline, instance: name }).slice(0, 16);
  const missing = work.filter(({ current }) => !current);
  const underWay = new Map<string, string>();
  for (const { name } of missing) {
    const job = live.find(({ label }) => label.key === keyOf(name) && label.digest === digests.get(name));
    if (job !== undefined) underWay.set(name, job.id);
  }
  const fresh = missing.filter(({ name }) => !underWay.has(name));
  const lanes = lanesOf(fresh, profile, live, new Set(work.map(({ name }) => keyOf(name))));
  const jobs = fresh.map((each, index): Job => {
    const needs = each.needs.flatMap((need): JobReference[] => {
      const id = underWay.get(need);
      if (id !== undefined) return [{ kind: 'known', id }];
      return fresh.some(({ name }) => name === need) ? [{ kind: 'new', instance: need }] : [];
    });
    const { lane, after } = lanes[index]!;
    const label: JobLabel = { key: keyOf(each.name), digest: digests.get(each.name)!, lane };
    return {
      instance: each.name,
      name: `${pipeline}.${each.name}`,
      label,
      resources: resourcesOf(each, profile),
      needs,
      after: needs.some((need) => isSame(need, after)) ? undefined : after,
      script: { ...script, setup: profile.setup, retries: profile.retries },
      command: ['run', script.file, each.name, '--expect', each.expect],
      log: `.cache/jobs/${pipeline}/${each.name}-%j.log`,
    };
  });
  const keys = new Map(fresh.map(({ name }) => [keyOf(name), name]));
  return { jobs, underWay, outdated: live.filter(({ label }) => keys.has(label.key)) };
}

/** Of each instance, the digest of what it and all it needs depend on: the same before and after its needs have run. */
function workDigests(work: readonly Work[]): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const { name, needs, expect } of work)
    digests.set(name, digestValue({ expect, needs: needs.map((need) => digests.get(need) ?? null) }));
  return digests;
}

interface Lane {
  readonly lane: number | undefined;
  /** The job before it in its lane. */
  readonly after: JobReference | undefined;
}

function lanesOf(
  work: readonly Work[],
  profile: Profile,
  live: readonly KnownJob[],
  keys: ReadonlySet<string>,
): Lane[] {
  const { jobs: count } = profile;
  if (count === undefined) return work.map(() => ({ lane: undefined, after: undefined }));
  const last = new Map<number, JobReference>();
  for (const { id, label } of live.filter(({ label }) => keys.has(label.key)).toSorted(byNumber))
    if (label.lane !== undefined) last.set(label.lane % count, { kind: 'known', id });
  const requests = work.map((each) => ({
    instance: each.name,
    needs: each.needs,
    duration: resourcesOf(each, profile).runtime ?? 60,
  }));
  return assignLanes(requests, count, new Set(last.keys())).map((lane, index) => {
    const after = last.get(lane);
    last.set(lane, { kind: 'new', instance: work[index]!.name });
    return { lane, after };
  });
}

function byNumber(left: KnownJob, right: KnownJob): number {
  return Number(left.id) - Number(right.id);
}

function isSame(left: JobReference, right: JobReference | undefined): boolean {
  return (
    right !== undefined &&
    (left.kind === 'new'
      ? right.kind === 'new' && right.instance === left.instance
      : right.kind === 'known' && right.id === left.id)
  );
}
