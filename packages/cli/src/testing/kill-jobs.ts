import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasSystemCode } from '@batchmates/errors';
import { randomStream } from '@batchmates/random';
import { artifactFiles } from './artifact-files.ts';
import type { SlurmCluster } from './slurm-cluster.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from './temporary-workspace.ts';

/** How a job is ended: cancelled, its processes killed (SIGKILL), or its node lost, to come back later. */
export type JobKill = 'scancel' | 'SIGKILL' | 'node';

const KINDS: readonly JobKill[] = ['scancel', 'SIGKILL', 'node'];

/** How often to end jobs of a pipeline. */
export interface JobKillRequest {
  readonly cluster: SlurmCluster;
  readonly kills: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
}

/** What came of it. */
export interface KilledJobs {
  /** Jobs that were running when they were ended, by the way in which. */
  readonly kills: Readonly<Record<JobKill, number>>;
  /** Times that the pipeline was made from nothing to its end, with up to five kills each. */
  readonly rounds: number;
  /** What was not as it must be, a line each. */
  readonly differences: readonly string[];
}

/** Two seeds of both arms; a training takes some ten seconds on one core. */
const PIPELINE = `
name: killed
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 40, testPerClass: 10 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { batching: [standard, balanced], seed: [0, 1] }
    with:
      network: cifar-resnet-8
      width: 8
      resolution: 16
      batching: '\${batching}'
      seed: '\${seed}'
      epochs: 12
      threads: 1
      augmentation: { kind: scale-crop, flip: false }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    matrix: { protocol: [standard, balanced] }
    with: { protocol: '\${protocol}', threads: 1 }
  report:
    uses: report/report
    in: { results: [evaluate], checkpoints: train, datasets: glyphs }
`;

const PROFILE = 'default-resources: { runtime: 30, mem_mb: 2000 }\n';
const SUBMIT = ['submit', 'killed', '--profile', 'cluster.yaml'];

/**
 * Submits a pipeline to a cluster, ends running jobs of it at random moments, submits it again after each, and at last lets it end. Its artifacts must be those of
 * `run-all` on one machine then, to the byte, and nothing may be left to do.
 */
export async function killJobs({
  cluster,
  kills: wanted,
  seed,
  log = () => undefined,
}: JobKillRequest): Promise<KilledJobs> {
  const random = randomStream(seed, 'kill-jobs');
  const expected = await undisturbed();
  const workspace = await createTemporaryWorkspace();
  await prepare(workspace);
  const submit = (...more: readonly string[]) =>
    workspace.batchmates([...SUBMIT, ...more], cluster.environment);
  const kills: Record<JobKill, number> = { scancel: 0, SIGKILL: 0, node: 0 };
  const done = () => kills.scancel + kills.SIGKILL + kills.node;
  const differences: string[] = [];
  let rounds = 0;
  while (done() < wanted && differences.length === 0) {
    rounds += 1;
    await Promise.all(
      ['artifacts', '.cache/scratch'].map((folder) =>
        rm(join(workspace.root, folder), { recursive: true, force: true }),
      ),
    );
    for (let row = Math.min(5, wanted - done()); row > 0;) {
      const { code, stdout, stderr } = await submit();
      if (code !== 0) differences.push(`submit: exit code ${code}: ${stderr}`);
      if (code !== 0 || stdout.includes('nothing to do')) break;
      await sleep(500 + random.uniform() * 6000);
      const running = await runningJobs(cluster);
      if (running.length === 0) continue;
      const job = running[random.integer(running.length)]!;
      const kind = KINDS[done() % KINDS.length]!;
      log(`${kind} of ${job.name} on ${job.node} (job ${job.id})`);
      if (!(await end(kind, job, cluster))) continue;
      kills[kind] += 1;
      row -= 1;
    }
    await settled(cluster);
    const { code, stdout, stderr } = await submit('--wait');
    if (code !== 0)
      differences.push(`the last submission: exit code ${code}: ${stderr}${stdout.slice(-2000)}`);
    const again = await submit();
    if (!again.stdout.includes('nothing to do'))
      differences.push(`left to do: ${again.stdout}${again.stderr}`);
    differences.push(...compare(expected, await artifactFiles(join(workspace.root, 'artifacts'))));
    log(`round ${rounds}: ${done()} kills, ${differences.length} differences`);
  }
  return { kills, rounds, differences };
}

async function undisturbed(): Promise<ReadonlyMap<string, Buffer>> {
  const alone = await createTemporaryWorkspace();
  await prepare(alone);
  const { code, stderr } = await alone.batchmates(['run-all', 'killed']);
  if (code !== 0) throw new Error(`internal: the pipeline failed undisturbed: ${stderr}`);
  return artifactFiles(join(alone.root, 'artifacts'));
}

async function prepare(workspace: TemporaryWorkspace): Promise<void> {
  await workspace.write('pipelines/killed/pipeline.yaml', PIPELINE);
  await workspace.write('cluster.yaml', PROFILE);
}

/** A job that runs. */
interface RunningJob {
  readonly id: string;
  readonly node: string;
  readonly name: string;
}

async function runningJobs(cluster: SlurmCluster): Promise<RunningJob[]> {
  const text = await cluster.slurm('squeue', '--noheader', '--states=running', '--format=%i|%N|%j');
  return text
    .split('\n')
    .filter((line) => line.includes('|killed.'))
    .map((line) => {
      const [id = '', node = '', name = ''] = line.split('|');
      return { id, node, name };
    });
}

/** Ends a running job; gives whether there was something to end. */
async function end(kind: JobKill, { id, node }: RunningJob, cluster: SlurmCluster): Promise<boolean> {
  const processes = await processesOf(id);
  // It has ended since it was chosen.
  if (processes.length === 0) return false;
  if (kind === 'scancel') await cluster.slurm('scancel', id);
  else if (kind === 'SIGKILL') return killed(processes);
  else {
    await cluster.lose(node);
    // Until Slurm has noticed.
    await sleep(12_000);
    await cluster.back(node);
    await settled(cluster);
  }
  return true;
}

/** Ids of what a job's step runs: the batch shell, and the stage under it. */
async function processesOf(id: string): Promise<number[]> {
  const run = promisify(execFile);
  const pids = (...words: string[]) =>
    run('pgrep', words).then(
      ({ stdout }) => stdout.split('\n').filter((line) => line !== ''),
      () => [],
    );
  const [daemon] = await pids('-f', `^slurmstepd: \\[${id}\\.`);
  const shells = daemon === undefined ? [] : await pids('-P', daemon);
  const stages = await Promise.all(shells.map((shell) => pids('-P', shell)));
  return stages.some((each) => each.length > 0) ? [...stages.flat(), ...shells].map(Number) : [];
}

/** Kills processes as an out-of-memory killer does; gives whether any was still there. */
function killed(processes: readonly number[]): boolean {
  let found = false;
  for (const pid of processes) {
    try {
      process.kill(pid, 'SIGKILL');
      found = true;
    } catch (error) {
      if (!hasSystemCode(error, 'ESRCH')) throw error;
    }
  }
  return found;
}

/** Waits until both nodes can take jobs. */
async function settled(cluster: SlurmCluster): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    const text = await cluster.slurm('sinfo', '--noheader', '--Node', '--partition=main', '--format=%T');
    if (/^(idle|allocated|completing|mixed)\n(idle|allocated|completing|mixed)\n$/.test(text)) return;
    await sleep(200);
  }
  throw new Error('internal: a node did not come back within 30 s');
}

function compare(expected: ReadonlyMap<string, Buffer>, found: ReadonlyMap<string, Buffer>): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((path) => {
    const [before, after] = [expected.get(path), found.get(path)];
    if (before === undefined) return [`${path}: too much`];
    if (after === undefined) return [`${path}: missing`];
    return before.equals(after) ? [] : [`${path}: other bytes`];
  });
}
