import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openVerified } from '@batchmates/artifact';
import type { PlannedInstance } from '@batchmates/pipeline';
import { randomStream, type RandomStream } from '@batchmates/random';
import { artifactDirectory } from '../artifact-directory.ts';
import { withNeeds } from '../digest/standing-artifacts.ts';
import { createEveryStage, type EveryStage } from './every-stage.ts';
import type { StartedCommand } from './temporary-workspace.ts';

/** How often to stop the runs of a pipeline. */
export interface KillRequest {
  /** Runs ended by SIGKILL, over all stages. */
  readonly kills: number;
  /** Runs stopped by SIGINT and SIGTERM in turn, over all stages. */
  readonly signals: number;
  readonly seed: number;
  /** Stages to stop, e.g. `trainer/train`; absent: all. */
  readonly stages?: readonly string[];
  readonly log?: (line: string) => void;
}

/** What came of the stopped runs of one stage. */
export interface KilledStage {
  /** E.g. `trainer/train`. */
  readonly stage: string;
  /** Runs ended by SIGKILL. */
  kills: number;
  /** Of these, before the stage had begun to write. */
  early: number;
  /** Of these, while a checkpoint to go on from was being written: its half is left in the scratch folder. */
  withinSaves: number;
  /** Of these, with another half-written folder left in `artifacts/`. */
  halfWritten: number;
  /** Runs stopped by SIGINT or SIGTERM. */
  signals: number;
  /** Runs left alone after those that were stopped, to the end. */
  finished: number;
  /** Runs that went on from a saved state. */
  wentOn: number;
  /** What was not as it must be, a line each. */
  readonly differences: string[];
}

/**
 * Runs a pipeline of every stage by `batchmates run`, each stage in a process of its own. Each is first run undisturbed; then its runs are
 * stopped at random moments, one to five in a row, the next left alone. The artifact must be the undisturbed one to the byte after that,
 * and what stands in its place after a stopped run whole; nothing may be left beside it.
 */
export async function killRuns(request: KillRequest): Promise<KilledStage[]> {
  const pipeline = await createEveryStage();
  const { stages, log = () => undefined } = request;
  const isStopped = ({ uses }: PlannedInstance): boolean => stages?.includes(uses) ?? true;
  const { instances } = pipeline.plan;
  const stopped = instances.filter(
    (instance, index) =>
      isStopped(instance) && instances.findIndex(({ uses }) => uses === instance.uses) === index,
  );
  const needed = new Set(stopped.flatMap(({ name }) => [...withNeeds(pipeline.plan, name)]));
  const found: KilledStage[] = [];
  for (const instance of instances.filter(({ name }) => needed.has(name))) {
    const usual = await runUndisturbed(pipeline, instance);
    const place = stopped.indexOf(instance);
    if (place === -1) continue;
    const counts = {
      kills: share(request.kills, stopped, place),
      signals: share(request.signals, stopped, place),
    };
    const stage = new Stopping(pipeline, instance, usual, randomStream(request.seed, 'kills', instance.name));
    found.push(await stage.stop(counts));
    const { differences } = found.at(-1)!;
    log(
      [`${instance.name}: ${counts.kills} kills, ${differences.length} differences`, ...differences].join(
        '\n',
      ),
    );
  }
  return found;
}

/** Training has most to lose: a third of all, where it is one of several stages; the others share the rest. */
function share(total: number, stopped: readonly PlannedInstance[], place: number): number {
  const weights = stopped.map(({ uses }) =>
    uses === 'trainer/train' ? Math.max(1, (stopped.length - 1) / 2) : 1,
  );
  const sum = weights.reduce((before, weight) => before + weight, 0);
  const upTo = (end: number): number =>
    Math.round((total * weights.slice(0, end).reduce((before, weight) => before + weight, 0)) / sum);
  return upTo(place + 1) - upTo(place);
}

/** An undisturbed run. */
interface Usual {
  readonly identity: string;
  /** Time from the start of the process to the lock of the instance, and from there to its end, in ms. */
  readonly starting: number;
  readonly working: number;
}

async function runUndisturbed({ workspace, plan }: EveryStage, { name }: PlannedInstance): Promise<Usual> {
  const directory = artifactDirectory(workspace.root, plan, name);
  const start = performance.now();
  const run = workspace.start(['run', plan.name, name]);
  const locked = until(run, () => existsSync(lockOf(directory))).then(() => performance.now());
  const { code, stderr } = await run.ended;
  if (code !== 0) throw new Error(`internal: ${name} failed undisturbed: ${stderr}`);
  const { identity } = await openVerified(directory);
  return { identity, starting: (await locked) - start, working: performance.now() - (await locked) };
}

/** The stopping of one instance's runs. */
class Stopping {
  readonly #pipeline: EveryStage;
  readonly #instance: PlannedInstance;
  readonly #usual: Usual;
  readonly #random: RandomStream;
  readonly #directory: string;
  readonly #found: KilledStage;

  constructor(pipeline: EveryStage, instance: PlannedInstance, usual: Usual, random: RandomStream) {
    this.#pipeline = pipeline;
    this.#instance = instance;
    this.#usual = usual;
    this.#random = random;
    this.#directory = artifactDirectory(pipeline.workspace.root, pipeline.plan, instance.name);
    this.#found = {
      stage: instance.uses,
      ...{ kills: 0, early: 0, withinSaves: 0, halfWritten: 0, signals: 0, finished: 0, wentOn: 0 },
      differences: [],
    };
  }

  async stop({ kills, signals }: { readonly kills: number; readonly signals: number }): Promise<KilledStage> {
    const found = this.#found;
    while (found.kills < kills || found.signals < signals) {
      // Half of the times an artifact stands there, which a stopped run must leave whole.
      if (this.#random.integer(2) === 0) await rm(this.#directory, { recursive: true, force: true });
      for (let row = 1 + this.#random.integer(5); row > 0; row--) {
        const left = kills - found.kills;
        if (this.#random.integer(left + signals - found.signals) < left) await this.#kill();
        else await this.#interrupt();
        if (found.kills === kills && found.signals === signals) break;
      }
      await this.#finish();
    }
    return found;
  }

  async #kill(): Promise<void> {
    const run = this.#start();
    await this.#moment(run);
    run.child.kill('SIGKILL');
    this.#note((await run.ended).stderr);
    // It was faster, and has ended by itself.
    if (run.child.signalCode !== 'SIGKILL') return;
    this.#found.kills++;
    if (this.#leftInScratch()) this.#found.withinSaves++;
    else if (this.#leftInArtifacts().length > 0) this.#found.halfWritten++;
    else this.#found.early++;
    await this.#expectWhole();
  }

  /** SIGINT or SIGTERM while the stage works: one line, and the exit code that shells expect. */
  async #interrupt(): Promise<void> {
    const [signal, expected] =
      this.#found.signals % 2 === 0 ? (['SIGTERM', 143] as const) : (['SIGINT', 130] as const);
    const run = this.#start();
    await until(run, () => existsSync(lockOf(this.#directory)));
    await sleep(this.#random.uniform() * this.#usual.working);
    if (run.child.exitCode !== null || !run.child.kill(signal)) return;
    const { code, stderr } = await run.ended;
    this.#note(stderr);
    if (code === 0 || run.child.signalCode === signal) return;
    this.#found.signals++;
    const lines = stderr.split('\n').filter((line) => line.startsWith('batchmates: '));
    if (code !== expected || lines.length !== 1 || !lines[0]!.startsWith('batchmates: interrupted; '))
      this.#differs(`${signal}: exit code ${code}, ${JSON.stringify(stderr.slice(-500))}`);
    // Those of killed runs are still there when this one was stopped before it wrote.
    const own = this.#leftInArtifacts().filter((name) => name.includes(`.partial-${run.child.pid}-`));
    if (own.length > 0) this.#differs(`${signal} left ${own.join(', ')}`);
    await this.#expectWhole();
  }

  async #finish(): Promise<void> {
    const { code, stderr } = await this.#start().ended;
    this.#note(stderr);
    this.#found.finished++;
    if (code !== 0) this.#differs(`exit code ${code}: ${stderr.slice(-500)}`);
    await this.#expectWhole();
    if (!existsSync(this.#directory)) this.#differs('no artifact');
    const left = [...this.#leftInArtifacts(), ...this.#scratchFolders()];
    if (left.length > 0) this.#differs(`left ${left.join(', ')}`);
  }

  /** Resolves at a random moment: of the start, of the work, or while something is being written. */
  async #moment(run: StartedCommand): Promise<void> {
    const { starting, working } = this.#usual;
    const aim = this.#random.integer(8);
    if (aim === 0) {
      await sleep(this.#random.uniform() * starting);
      return;
    }
    await until(run, () => existsSync(lockOf(this.#directory)));
    if (aim < 5) await sleep(this.#random.uniform() * working);
    else await until(run, () => this.#isWriting() && this.#random.integer(10) === 0);
  }

  /** Whether a checkpoint is being saved, or the artifact is being completed. */
  #isWriting(): boolean {
    if (this.#leftInScratch()) return true;
    return this.#leftInArtifacts().some((name) =>
      existsSync(join(this.#directory, '..', name, 'artifact.json')),
    );
  }

  #start(): StartedCommand {
    const { workspace, plan } = this.#pipeline;
    // An artifact that stands is up to date.
    return workspace.start(['run', plan.name, this.#instance.name, '--force']);
  }

  /** What stands in the artifact's place is the undisturbed one, or nothing. */
  async #expectWhole(): Promise<void> {
    if (!existsSync(this.#directory)) return;
    try {
      const { identity } = await openVerified(this.#directory);
      if (identity !== this.#usual.identity)
        this.#differs(`identity ${identity}, not ${this.#usual.identity}`);
    } catch (error) {
      this.#differs(String(error));
    }
  }

  #note(output: string): void {
    if (output.includes('going on after')) this.#found.wentOn++;
    if (output.includes('a defect of the program') || output.includes('is damaged'))
      this.#differs(output.slice(-500));
  }

  #differs(what: string): void {
    this.#found.differences.push(`${this.#instance.name}: ${what}`);
  }

  /** Names of half-written and superseded folders. */
  #leftInArtifacts(): readonly string[] {
    return namesIn(join(this.#directory, '..')).filter((name) =>
      name.startsWith(`.${this.#instance.name}.partial-`),
    );
  }

  #leftInScratch(): boolean {
    return this.#scratchFolders().some((folder) =>
      namesIn(folder).some((name) => name.includes('.partial-')),
    );
  }

  #scratchFolders(): readonly string[] {
    const { workspace, plan } = this.#pipeline;
    const folder = join(workspace.root, '.cache', 'scratch', plan.name);
    return namesIn(folder)
      .filter((name) => name.startsWith(`${this.#instance.name}-`))
      .map((name) => join(folder, name));
  }
}

/** Waits until something holds or the command has ended, looking every millisecond. */
async function until({ child }: StartedCommand, holds: () => boolean): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && !holds()) await sleep(1);
}

function lockOf(directory: string): string {
  return directory.replace(/[^/]+$/, (name) => `.${name}.lock`);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
