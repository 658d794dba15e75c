import { digestValue } from '@batchmates/artifact';
import type { Job, JobLabel, JobReference, ScriptParts } from './job.ts';
import { assignLanes } from './lanes.ts';
import type { Profile } from './profile/profile-schema.ts';
import { resourcesOf, type InstanceNames } from './profile/resources-of.ts';
import type { KnownJob } from './scheduler.ts';

/** An instance of a pipeline, as far as a submission is concerned. */
export interface Work extends InstanceNames {
  /** The pipeline that it belongs to, which may be another than that of the submission. */
  readonly pipeline: string;
  /** The file of that pipeline, relative to the workspace or absolute. */
  readonly file: string;
  /** Its name there; `name` is the same for an instance of the submission's own pipeline, and begins with the other pipeline's name for one of another. */
  readonly instance: string;
  /** Names of the instances that it reads. */
  readonly needs: readonly string[];
  /** Digest of what its own result depends on, which its job compares with what it finds. */
  readonly expect: string;
  /** Whether its artifact is there already. */
  readonly current: boolean;
}

/** What a submission is planned from. */
export interface Submission {
  /** In an order in which needs come first. */
  readonly work: readonly Work[];
  readonly profile: Profile;
  readonly script: Pick<ScriptParts, 'root' | 'program' | 'artifacts'>;
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
export function planJobs({ work, profile, script, known }: Submission): PlannedJobs {
  const digests = workDigests(work);
  const live = known.filter(({ state: { kind } }) => kind === 'waiting' || kind === 'running');
  const keyOf = ({ pipeline, instance }: Work) =>
    digestValue({ root: script.root, artifacts: script.artifacts, pipeline, instance }).slice(0, 16);
  const missing = work.filter(({ current }) => !current);
  const underWay = new Map<string, string>();
  for (const each of missing) {
    const digest = digests.get(each.name);
    const job = live.find(({ label }) => label.key === keyOf(each) && label.digest === digest);
    if (job !== undefined) underWay.set(each.name, job.id);
  }
  const fresh = missing.filter(({ name }) => !underWay.has(name));
  const lanes = lanesOf(fresh, profile, live, new Set(work.map(keyOf)));
  const jobs = fresh.map((each, index): Job => {
    const needs = each.needs.flatMap((need): JobReference[] => {
      const id = underWay.get(need);
      if (id !== undefined) return [{ kind: 'known', id }];
      return fresh.some(({ name }) => name === need) ? [{ kind: 'new', instance: need }] : [];
    });
    const { lane, after } = lanes[index]!;
    const label: JobLabel = { key: keyOf(each), digest: digests.get(each.name)!, lane };
    return {
      instance: each.name,
      name: `${each.pipeline}.${each.instance}`,
      label,
      resources: resourcesOf(each, profile),
      needs,
      after: needs.some((need) => isSame(need, after)) ? undefined : after,
      script: { ...script, setup: profile.setup, retries: profile.retries },
      file: each.file,
      command: [script.program, 'run', each.file, each.instance, '--expect', each.expect],
      log: logOf(each, '%j'),
    };
  });
  const keys = new Set(fresh.map(keyOf));
  return { jobs, underWay, outdated: live.filter(({ label }) => keys.has(label.key)) };
}

/** Where the output of a job goes, relative to the workspace; `id` is its number. */
export function logOf({ pipeline, instance }: Pick<Work, 'pipeline' | 'instance'>, id: string): string {
  return `.cache/jobs/${pipeline}/${instance}-${id}.log`;
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
