import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { UserError, UserErrors } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import type { CheckContext, PlannedInput } from '@batchmates/stage';
import { allInstances } from './all-instances.ts';
import { artifactsFolder } from './artifact-directory.ts';
import { currentInstances } from './digest/current-instances.ts';
import type { DigestContext } from './digest/digest-context.ts';
import { needsOf, standingInstances, withNeeds } from './digest/standing-artifacts.ts';
import { firstOf } from './first-of.ts';
import { mistakesOf } from './mistakes-of.ts';
import type { Services } from './registry/services.ts';

/** What is looked at before anything runs. */
export interface Preflight {
  readonly plan: Plan;
  /** The instances whose stages are asked. */
  readonly names: ReadonlySet<string>;
  readonly context: DigestContext;
  readonly services: Services;
  /** Whether stages may run on another machine, so that the memory of this one says nothing. */
  readonly elsewhere?: boolean;
}

/**
 * Asks every stage for what would stop it, with the artifacts that are there already, so that nobody waits hours for a mistake. Throws a
 * `UserError` for each mistake with the instances that make it, and one when the disk is too full for what they will leave. What is up to date
 * already needs nothing.
 */
export async function preflight({
  plan,
  names,
  context,
  services,
  elsewhere = false,
}: Preflight): Promise<void> {
  const asked = plan.instances.filter(({ name, stage }) => names.has(name) && stage.check !== undefined);
  const inputs = await plannedInputs(plan, asked, context);
  const mistakes: Mistake[] = [];
  const estimates = new Map<string, number>();
  for (const instance of asked) {
    try {
      const read = Object.entries(instance.inputs).map(([input, all]) => [
        input,
        all.map((name) => inputs.get(name)!),
      ]);
      const estimate = await instance.stage.check?.({
        params: instance.params,
        inputs: Object.fromEntries(read) as CheckContext<unknown>['inputs'],
        services,
        pipelineDirectory: plan.directory,
      });
      estimates.set(instance.name, estimate?.bytes ?? 0);
    } catch (error) {
      const found = mistakesOf(error).filter(({ code }) => !(elsewhere && code === 'memory/too-little'));
      mistakes.push(...found.map((each) => ({ error: each, instance: instance.name })));
    }
  }
  const disk = await fullDisk([...estimates.values()], context.workspace.root);
  if (mistakes.length === 0 && disk === undefined) return;
  // Only now: to know what is up to date takes a look at all that it came from.
  const current = await currentInstances(plan, context, { verify: new Set() });
  const found = together(mistakes.filter(({ instance }) => !current.has(instance)));
  if (found.length === 1) throw found[0]!;
  if (found.length > 1) throw new UserErrors(found);
  const ahead = [...estimates].filter(([name]) => !current.has(name)).map(([, bytes]) => bytes);
  const full = await fullDisk(ahead, context.workspace.root);
  if (full !== undefined) throw full;
}

interface Mistake {
  readonly error: UserError;
  readonly instance: string;
}

/** Each mistake once, with the instances that make it. */
function together(mistakes: readonly Mistake[]): UserError[] {
  const byMessage = new Map<string, Mistake[]>();
  for (const mistake of mistakes) {
    const same = byMessage.get(mistake.error.message) ?? [];
    byMessage.set(mistake.error.message, [...same, mistake]);
  }
  return [...byMessage.values()].map((same) =>
    named({ error: same[0]!.error, instances: same.map(({ instance }) => instance) }),
  );
}

/** Every instance of a plan. */
export function allNames({ instances }: Plan): ReadonlySet<string> {
  return new Set(instances.map(({ name }) => name));
}

/** Every instance that reads what the instance called `name` leaves, directly or not. */
export function dependentsOf(plan: Plan, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const instance of plan.instances)
    if (needsOf(instance).some((need) => found.has(need))) found.add(instance.name);
  found.delete(name);
  return found;
}

/** What the inputs of some instances are, or will be, by the name of the instance that makes them. */
async function plannedInputs(
  plan: Plan,
  instances: readonly PlannedInstance[],
  context: DigestContext,
): Promise<ReadonlyMap<string, PlannedInput>> {
  const read = new Set(instances.flatMap(needsOf));
  // Data sets alone: checks open nothing else, and to know whether an artifact is up to date takes a look at all that it came from.
  const makers = allInstances(plan).filter(({ name }) => read.has(name));
  const datasets = makers.filter(({ output }) => output === 'dataset');
  const needed = new Set(datasets.flatMap(({ name }) => [...withNeeds(plan, name)]));
  const standing = await standingInstances(plan, needed, context);
  const artifacts = new Map(
    standing.filter(({ current }) => current).map(({ instance, artifact }) => [instance.name, artifact]),
  );
  return new Map(
    makers.map(({ name, stage, output, params }) => [
      name,
      { type: output, foreseen: stage.foresee?.(params) ?? {}, artifact: artifacts.get(name) },
    ]),
  );
}

function named({
  error,
  instances,
}: {
  readonly error: UserError;
  readonly instances: readonly string[];
}): UserError {
  return new UserError({
    code: error.code,
    what: `${firstOf(instances)}: ${error.message}`,
    cause: error,
  });
}

/** What to say when the disk has no room for files of so many bytes. */
async function fullDisk(estimates: readonly number[], root: string): Promise<UserError | undefined> {
  const bytes = estimates.reduce((sum, each) => sum + each, 0);
  if (bytes === 0) return undefined;
  const folder = artifactsFolder(root);
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : root);
  if (bytes <= bavail * bsize) return undefined;
  return new UserError({
    code: 'artifact/disk-full',
    what: `the disk of ${folder}`,
    expected: `room for ${megabytes(bytes)}, which the stages will write at least`,
    received: megabytes(bavail * bsize),
    remedy: 'free some: npx batchmates clean removes artifacts that no pipeline names any more',
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}
