import { openArtifact, readRunRecord, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { z } from 'zod';
import { allInstances } from '../all-instances.ts';
import { artifactDirectory } from '../artifact-directory.ts';
import { cacheRecordSchema, type CacheRecord } from './cache-record.ts';
import type { DigestContext } from './digest-context.ts';
import { localDigest, workDigest, type LocalDigest } from './instance-digests.ts';

/** The digests under which an artifact was made, as `run.json` has them. */
export const recordedDigestSchema = z.strictObject({ local: z.string(), work: z.string() });

/** An instance, its artifact if there is one, and what it would be made from now. */
export interface StandingInstance extends LocalDigest {
  readonly instance: PlannedInstance;
  readonly artifact: Artifact | undefined;
  /** Why there is no artifact. */
  readonly missing: UserError | undefined;
  /** What the artifact was made from, if `run.json` says so. */
  readonly recorded: z.infer<typeof recordedDigestSchema> | undefined;
  readonly recordedInputs: CacheRecord | undefined;
  /** The work digest with the inputs as they stand; undefined when one is missing. */
  readonly work: string | undefined;
  /** Whether the artifact is what a run would make now. */
  readonly current: boolean;
}

/** The instances called `names`, in plan order, each compared with its artifact. */
export async function standingInstances(
  plan: Plan,
  names: ReadonlySet<string>,
  context: DigestContext,
): Promise<StandingInstance[]> {
  const artifacts = new Map<string, Artifact>();
  const found: StandingInstance[] = [];
  for (const instance of allInstances(plan).filter(({ name }) => names.has(name))) {
    const directory = artifactDirectory(context.workspace.root, plan, instance.name);
    const opened = await openArtifact(directory).catch(asMissing);
    const artifact = opened instanceof UserError ? undefined : opened;
    if (artifact !== undefined) artifacts.set(instance.name, artifact);
    const record = artifact === undefined ? undefined : await readRunRecord(directory);
    const recorded = recordedDigestSchema.safeParse(record?.['digests']).data;
    const digests = await localDigest(plan, instance, context);
    const identities = identitiesOf(instance, artifacts);
    const work = identities === undefined ? undefined : workDigest(digests.local, identities);
    found.push({
      ...digests,
      instance,
      artifact,
      missing: opened instanceof UserError ? opened : undefined,
      recorded,
      recordedInputs: cacheRecordSchema.safeParse(record?.['cacheInputs']).data,
      work,
      // Without its inputs, the artifact's own part is all that can be compared.
      current:
        recorded !== undefined &&
        (work === undefined ? recorded.local === digests.local : recorded.work === work),
    });
  }
  return found;
}

/** The instance called `name` and everything it needs, directly or not. */
export function withNeeds(plan: Plan, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  // Plan order puts needs first, so one pass backwards finds them all.
  for (const instance of allInstances(plan).toReversed())
    if (found.has(instance.name)) needsOf(instance).forEach((each) => found.add(each));
  return found;
}

/** Names of the instances that an instance reads. */
export function needsOf({ inputs }: PlannedInstance): string[] {
  return [...new Set(Object.values(inputs).flat())];
}

function identitiesOf(
  { inputs }: PlannedInstance,
  artifacts: ReadonlyMap<string, Artifact>,
): Record<string, string[]> | undefined {
  const read = Object.entries(inputs).map(
    ([input, names]) => [input, names.map((name) => artifacts.get(name)?.identity)] as const,
  );
  if (read.some(([, identities]) => identities.includes(undefined))) return undefined;
  return Object.fromEntries(read) as Record<string, string[]>;
}

function asMissing(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}
