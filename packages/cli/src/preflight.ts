import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { UserError, UserErrors } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import type { CheckContext, PlannedInput } from '@batchmates/stage';
import { allInstances } from './all-instances.ts';
import { artifactsFolder } from './artifact-directory.ts';
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
}

/**
 * Asks every stage for what would stop it, with the artifacts that are there already, so that nobody waits hours for a mistake. Throws a
 * `UserError` for each mistake with the instances that make it, and one when the disk is too full for what they will leave.
 */
export async function preflight({ plan, names, context, services }: Preflight): Promise<void> {
  const asked = plan.instances.filter(({ name, stage }) => names.has(name) && stage.check !== undefined);
  const inputs = await plannedInputs(plan, asked, context);
  const mistakes = new Map<string, { readonly error: UserError; readonly instances: string[] }>();
  let bytes = 0;
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
      bytes += estimate?.bytes ?? 0;
    } catch (error) {
      for (const each of mistakesOf(error)) {
        const same = mistakes.get(each.message);
        if (same === undefined) mistakes.set(each.message, { error: each, instances: [instance.name] });
        else same.instances.push(instance.name);
      }
    }
  }
  const found = [...mistakes.values()].map(named);
  if (found.length === 1) throw found[0]!;
  if (found.length > 1) throw new UserErrors(found);
  await checkDisk(bytes, context.workspace.root);
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

async function checkDisk(bytes: number, root: string): Promise<void> {
  if (bytes === 0) return;
  const folder = artifactsFolder(root);
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : root);
  if (bytes <= bavail * bsize) return;
  throw new UserError({
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
