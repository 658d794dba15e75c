import { allottedCores, machineMemory } from '@batchmates/errors';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { allInstances, homeOf } from '../all-instances.ts';
import { currentInstances } from '../digest/current-instances.ts';
import type { DigestContext } from '../digest/digest-context.ts';
import { plannedDigest } from '../digest/instance-digests.ts';
import { needsOf } from '../digest/standing-artifacts.ts';
import { commandFile } from '../own-package.ts';
import { runStageProcess } from './stage-process.ts';
import { stagesAtOnce } from './stages-at-once.ts';

/** Instances of a pipeline to run without Nx. */
export interface InstancesRun {
  readonly plan: Plan;
  /** Of the instances to run, with all they need. */
  readonly names: ReadonlySet<string>;
  readonly context: DigestContext;
  readonly root: string;
  /** Where stages report. */
  readonly address: string;
  /** Takes what stages print. */
  readonly show: (line: string) => void;
  /** Passed on to the stages under way; no other is started then. */
  readonly signal: AbortSignal;
}

/**
 * Runs every instance that is not up to date in a process of its own, those with `threads: 1` side by side, others alone. What rests on one that
 * failed is left out, as Nx does. Gives the exit code: 0 when all are done.
 */
export async function runInstances(run: InstancesRun): Promise<number> {
  const { plan, names, context, signal, show } = run;
  const done = new Set(await currentInstances(plan, context, { names }));
  const waiting = new Set(allInstances(plan).filter(({ name }) => names.has(name) && !done.has(name)));
  const running = new Map<PlannedInstance, Promise<void>>();
  const atOnce = stagesAtOnce(allottedCores(), machineMemory());
  const count = waiting.size;
  show(
    count === 0
      ? `${plan.name}: everything is up to date`
      : `${plan.name}: ${count} of ${done.size + count} stages to run`,
  );
  const start = (instance: PlannedInstance): void => {
    waiting.delete(instance);
    const ended = runOne(run, instance).then((code) => {
      running.delete(instance);
      if (code === 0) done.add(instance.name);
    });
    running.set(instance, ended);
  };
  const fits = (instance: PlannedInstance): boolean =>
    running.size === 0 || (isSmall(instance) && running.size < atOnce && [...running.keys()].every(isSmall));
  for (;;) {
    const ready = [...waiting].filter((instance) => needsOf(instance).every((need) => done.has(need)));
    for (const instance of signal.aborted ? [] : ready) if (fits(instance)) start(instance);
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  return done.size === names.size ? 0 : 1;
}

function isSmall({ params }: PlannedInstance): boolean {
  return params['threads'] === 1;
}

async function runOne({ plan, context, ...run }: InstancesRun, instance: PlannedInstance): Promise<number> {
  const { pipeline, instance: name } = homeOf(plan, instance.name);
  const digest = await plannedDigest(plan, instance, context);
  return runStageProcess({
    ...run,
    words: [commandFile, 'run', '--expect', digest, '--', pipeline.file, name],
    sharesStderr: false,
    environment: {},
  });
}
