import { readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  artifactFiles,
  createTemporaryWorkspace,
  killJobs,
  missingSlurm,
  startSlurm,
  type SlurmCluster,
  type TemporaryWorkspace,
} from '../../src/testing/index.ts';

const SMALL = `
name: small
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 12, testPerClass: 6 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { batching: [standard, balanced] }
    with:
      network: cifar-resnet-8
      width: 4
      resolution: 12
      batching: '\${batching}'
      epochs: 1
      threads: 1
      augmentation: { kind: scale-crop, flip: false }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { protocol: standard, threads: 1 }
  report:
    uses: report/report
    in: { results: [evaluate], checkpoints: train, datasets: glyphs }
`;

/** Trains long enough to be interrupted; what depends on it waits. */
const LONG = `
name: long
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 30, testPerClass: 6 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with:
      network: cifar-resnet-8
      width: 8
      resolution: 16
      batching: standard
      epochs: 40
      threads: 1
      augmentation: { kind: scale-crop, flip: false }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
`;

/** Reads a network that another pipeline trains. */
const READER = `
name: reader
stages:
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: other.train.balanced, dataset: other.glyphs }
    with: { threads: 1 }
`;

const PROFILE = 'default-resources: { runtime: 30, mem_mb: 2000 }\n';
const SUBMIT_SMALL = ['submit', 'small', '--profile', 'cluster.yaml'];
const SUBMIT_LONG = ['submit', 'long', '--profile', 'cluster.yaml'];

/** Pipelines that were stopped near their time limit so far. */
let limited = 0;
let cluster: SlurmCluster;
let workspace: TemporaryWorkspace;

describe.skipIf(missingSlurm !== undefined)(
  `batchmates submit${missingSlurm === undefined ? '' : ` (${missingSlurm})`}`,
  // The daemons of a cluster share two cores with the tests of other files: once more, if one is late.
  { timeout: 240_000, retry: 1 },
  () => {
    beforeAll(async () => {
      cluster = await startSlurm();
      workspace = await createTemporaryWorkspace();
      await workspace.write('pipelines/small/pipeline.yaml', SMALL);
      await workspace.write('pipelines/long/pipeline.yaml', LONG);
      await workspace.write('cluster.yaml', PROFILE);
    });
    afterEach(async () => {
      await cluster.slurm('scancel', '--user=root');
      await until(async () => (await queue()).length === 0);
    });
    afterAll(() => cluster.stop());

    it('prints the scripts of a dry run and submits nothing', async () => {
      const { code, stdout, stderr } = await run([...SUBMIT_SMALL, '--dry-run', 'evaluate.balanced']);
      expect(code, stderr).toBe(0);
      expect(stdout.match(/^#!\/bin\/bash$/gm)).toHaveLength(4);
      expect(stdout).toContain(
        '# sbatch --dependency=afterok:<calibrate.balanced>:<glyphs> --kill-on-invalid-dep=yes',
      );
      expect(stdout.trimEnd()).toMatch(/4 jobs would be submitted$/);
      expect(await queue()).toEqual([]);
    });

    it.each([
      [
        'an unknown partition',
        '{ slurm_partition: man }',
        /[Ii]nvalid partition.*expected one of main, urgent, received man; did you mean "main"\?$/,
      ],
      [
        'more memory than a node has',
        '{ mem_mb: 900000 }',
        /expected what a node has \(4000 MiB and 1 CPUs\), received 900000 MiB; lower mem_mb/,
      ],
      [
        'more CPUs than a node has',
        '{ cpus_per_task: 64 }',
        /expected what a node has .*received 2000 MiB, 64 CPUs/,
      ],
    ])('refuses %s in one line and leaves nothing in the queue', async (_, resources, message) => {
      await workspace.write('bad.yaml', `${PROFILE}set-resources: { train.balanced: ${resources} }\n`);
      const { code, stderr } = await run(['submit', 'small', '--profile', 'bad.yaml']);
      expect(code).toBe(1);
      expect(stderr.trimEnd()).toMatch(/^batchmates: sbatch refused small\.train\.balanced: .*$/);
      expect(stderr.trimEnd()).toMatch(message);
      await until(async () => (await queue()).length === 0);
    });

    it.each([
      ['no profile', [], /required option '--profile <file>' not specified/],
      [
        'a profile that is not there',
        ['--profile', 'none.yaml'],
        /^batchmates: no profile .*none\.yaml: expected a YAML file/,
      ],
    ])('says that there is %s', async (_, args, message) => {
      const { code, stderr } = await run(['submit', 'small', ...args]);
      expect(code).toBe(1);
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd()).not.toContain('\n');
    });

    it('says that there is no sbatch, where a dry run needs none', async () => {
      const environment = { PATH: workspace.root };
      const { code, stderr } = await run(SUBMIT_SMALL, environment);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^batchmates: no squeue on the path; [^\n]*\n$/),
      ]);
      expect((await run([...SUBMIT_SMALL, '--dry-run'], environment)).code).toBe(0);
    });

    it('submits nothing twice, and Ctrl-C leaves the jobs alone', async () => {
      // Both nodes are busy, so that no job is done before the second submission.
      await cluster.slurm('sbatch', '--array=1-2', '--output=/dev/null', '--wrap=sleep 100');
      const first = await run(SUBMIT_LONG);
      expect(first.stdout, first.stderr).toMatch(/3 jobs submitted$/m);
      const second = workspace.start([...SUBMIT_LONG, '--wait'], cluster.environment);
      let told = '';
      second.child.stdout!.on('data', (part: Buffer) => (told += part.toString()));
      await until(async () => told.includes('under way already'));
      second.child.kill('SIGINT');
      const { code, stdout, stderr } = await second.ended;
      expect(code).toBe(130);
      expect(stdout).toMatch(/^0 jobs submitted; 3 are under way already$/m);
      expect(stderr).toMatch(
        /^batchmates: interrupted; the jobs go on: .*, scancel \d+ \d+ \d+ ends them\n$/,
      );
      expect((await queue()).filter((line) => line.includes('|long.'))).toHaveLength(3);
    });

    it('submits what it reads of another pipeline, once for both', async () => {
      const other = SMALL.replace('name: small', 'name: other').replace('letters: ABC', 'letters: ABCD');
      await workspace.write('pipelines/other/pipeline.yaml', other);
      await workspace.write('pipelines/reader/pipeline.yaml', READER);
      await cluster.slurm('sbatch', '--array=1-2', '--output=/dev/null', '--wrap=sleep 100');
      const first = await run(['submit', 'other', '--profile', 'cluster.yaml', 'train.balanced']);
      expect(first.stdout, first.stderr).toMatch(/^2 jobs submitted$/m);
      const reading = workspace.start(
        ['submit', 'reader', '--profile', 'cluster.yaml', '--wait'],
        cluster.environment,
      );
      await until(async () => (await queue()).some((line) => line.endsWith('|reader.calibrate.balanced')));
      await cluster.slurm('scancel', '--name=wrap');
      const { code, stdout, stderr } = await reading.ended;
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/^1 job submitted; 2 are under way already$/m);
      expect(stdout).toMatch(/^other\.train\.balanced: done on n[12] \(job \d+\)$/m);
      const again = await run(['submit', 'reader', '--profile', 'cluster.yaml']);
      expect(again.stdout).toMatch(/^nothing to do: all is up to date$/m);
    });

    it('goes on from what is saved after a preemption', async () => {
      const name = `preempted${++limited}`;
      await workspace.write(
        `pipelines/${name}/pipeline.yaml`,
        LONG.replace('name: long', `name: ${name}`).replace(
          'epochs: 40',
          `epochs: 40\n      seed: ${100 + limited}`,
        ),
      );
      const waiting = workspace.start(
        ['submit', name, '--profile', 'cluster.yaml', '--wait'],
        cluster.environment,
      );
      await until(async () => (await logs(name, 'train')).includes('epoch 3/'));
      await cluster.slurm(
        'sbatch',
        ...['--array=1-2', '--partition=urgent', '--output=/dev/null', '--wrap=sleep 5'],
      );
      const { code, stdout, stderr } = await waiting.ended;
      expect(code, stdout + stderr).toBe(0);
      const log = await logs(name, 'train');
      expect(log.match(/: started$/gm)).toHaveLength(2);
      // Not an epoch of those before the preemption has been trained again, unless it ended between two saves.
      expect(log.match(/^train: epoch [12]\/40: loss/gm)).toHaveLength(2);
    });

    it('says on which node a stage failed, why, and what was cancelled with it', async () => {
      await workspace.write(
        'pipelines/broken/pipeline.yaml',
        SMALL.replace('name: small', 'name: broken').replace('uses: evaluator/evaluate', 'uses: ./broken.ts'),
      );
      await workspace.write('pipelines/broken/broken.ts', BROKEN_STAGE);
      const { code, stdout, stderr } = await run(['submit', 'broken', '--profile', 'cluster.yaml', '--wait']);
      expect(code).toBe(1);
      expect(stdout).toContain('this stage always fails');
      expect(stderr).toMatch(
        /^batchmates: broken\.evaluate\.standard failed on n[12] \(job \d+\): failed; cancelled: report; its output is in \.cache/m,
      );
    });

    it('says that the workspace is not on the node', async () => {
      await cluster.slurm('sbatch', '--array=1-2', '--output=/dev/null', '--wrap=sleep 100');
      const waiting = workspace.start([...SUBMIT_SMALL, '--wait'], cluster.environment);
      await until(async () => (await queue()).some((line) => line.endsWith('|small.report')));
      await rename(join(workspace.root, 'pipelines/small'), join(workspace.root, 'moved'));
      await cluster.slurm('scancel', '--name=wrap');
      const { code, stdout } = await waiting.ended.finally(() =>
        rename(join(workspace.root, 'moved'), join(workspace.root, 'pipelines/small')),
      );
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /job \d+ on n[12]\): no pipelines\/small\/pipeline\.yaml in .* on this node; the workspace must stand on a file system that all nodes share$/m,
      );
    });

    it('goes on from what is saved after a notice of the time limit', async () => {
      // Work of its own, of which nothing was saved by another test.
      const seed = ++limited;
      const name = `limited${seed}`;
      await workspace.write(
        `pipelines/${name}/pipeline.yaml`,
        LONG.replace('name: long', `name: ${name}`).replace('epochs: 40', `epochs: 40\n      seed: ${seed}`),
      );
      const waiting = workspace.start(
        ['submit', name, '--profile', 'cluster.yaml', '--wait'],
        cluster.environment,
      );
      await until(async () => (await logs(name, 'train')).includes('epoch 3/'));
      const id = (await queue()).find((line) => line.includes(`${name}.train`))!.split('|')[0]!;
      await cluster.slurm('scancel', '--batch', '--signal=USR1', id);
      await until(async () => (await logs(name, 'train')).match(/: started$/gm)?.length === 2);
      const { code, stdout, stderr } = await waiting.ended;
      expect(code, stdout + stderr).toBe(0);
      const log = await logs(name, 'train');
      expect(log.match(/: started$/gm)).toHaveLength(2);
      expect(log).toContain('its time limit is near: saved, and queued again');
      // Every epoch has been trained once.
      expect(log.match(/^train: epoch \d+\/40: loss/gm)).toHaveLength(40);
    });

    it('makes what run-all makes, byte by byte, after a node is lost', async () => {
      const waiting = workspace.start([...SUBMIT_SMALL, '--wait'], cluster.environment);
      await until(async () =>
        (await queue()).some((line) => line.endsWith('RUNNING|n1|small.train.standard')),
      );
      await cluster.lose('n1');
      await sleep(12_000);
      await cluster.back('n1');
      const { code, stdout, stderr } = await waiting.ended;
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).toContain('The report, with figures: artifacts/small/report/report.html');
      const again = await run(SUBMIT_SMALL);
      expect(again.stdout).toMatch(/^nothing to do: all is up to date$/m);
      const alone = await createTemporaryWorkspace();
      await alone.write('pipelines/small/pipeline.yaml', SMALL);
      expect((await alone.batchmates(['run-all', 'small'])).code).toBe(0);
      const [made, expected] = await Promise.all(
        [workspace, alone].map(({ root }) => artifactFiles(join(root, 'artifacts/small'))),
      );
      expect(made).toEqual(expected);
    });

    // With twenty: npm run bench -- job-kills
    it('ends right however its jobs were ended', { timeout: 900_000 }, async () => {
      const { kills, differences } = await killJobs({ cluster, kills: 3, seed: 0 });
      expect(differences).toEqual([]);
      expect(kills).toEqual({ scancel: 1, SIGKILL: 1, node: 1 });
    });
  },
);

const BROKEN_STAGE = `
import { z } from 'zod';
export default {
  uses: './broken.ts',
  summary: 'fails',
  inputs: { checkpoint: { type: 'checkpoint' }, dataset: { type: 'dataset' } },
  output: 'results',
  params: z.strictObject({ protocol: z.string(), threads: z.number() }),
  run: () => { throw new Error('this stage always fails'); },
};
`;

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return workspace.batchmates(args, { ...cluster.environment, ...environment });
}

/** Queued and running jobs: `<number>|<state>|<node>|<name>`. */
async function queue(): Promise<readonly string[]> {
  const text = await cluster.slurm('squeue', '--noheader', '--array', '--format=%i|%T|%N|%j');
  return text.split('\n').filter((line) => line !== '');
}

/** The output of all jobs of an instance. */
async function logs(pipeline: string, instance: string): Promise<string> {
  const folder = join(workspace.root, '.cache/jobs', pipeline);
  const names = await readdir(folder).catch(() => []);
  const texts = names
    .filter((name) => name.startsWith(`${instance}-`))
    .map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(texts)).join('');
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 450; tries += 1) {
    if (await condition()) return;
    await sleep(200);
  }
  throw new Error('expected within 90 s what did not come to be');
}
