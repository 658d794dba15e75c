import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/index.ts';
import { commentOf, jobScript, labelOf } from '../../src/slurm/job-script.ts';

const job: Job = {
  instance: 'train.a',
  name: 'p.train.a',
  label: { key: 'ab', digest: 'cd', lane: undefined },
  resources: {},
  needs: [],
  after: undefined,
  file: 'pipelines/p/pipeline.yaml',
  script: { root: '/ws', program: 'batchmates.mjs', artifacts: '/scratch/artifacts', setup: '', retries: 3 },
  command: ['batchmates.mjs', 'run', 'pipelines/p/pipeline.yaml', 'train.a', '--expect', 'cd'],
  log: '.cache/jobs/p/train.a-%j.log',
};

const optionsIn = (script: string): string[] =>
  script
    .split('\n')
    .filter((line) => line.startsWith('#SBATCH '))
    .map((line) => line.slice('#SBATCH '.length));

describe('the script of a job', () => {
  it('asks for what the profile says, and for nothing that it leaves open', () => {
    const resources = {
      slurm_partition: 'gpu',
      slurm_account: 'lab',
      runtime: 240,
      mem_mb: 16_000,
      cpus_per_task: 8,
      gpus: 'a100:1',
      slurm_extra: '--qos=long --constraint=fast',
    };
    expect(optionsIn(jobScript({ ...job, resources }))).toEqual(
      expect.arrayContaining([
        '--partition=gpu',
        '--account=lab',
        '--time=240',
        '--mem=16000M',
        '--cpus-per-task=8',
        '--gpus=a100:1',
        '--qos=long --constraint=fast',
        '--requeue',
        '--signal=B:USR1@120',
      ]),
    );
    expect(optionsIn(jobScript(job)).join(' ')).not.toMatch(/partition|account|time|mem|gpus/);
  });

  it('has the setup of the site before its command', () => {
    const script = jobScript({ ...job, script: { ...job.script, setup: 'module load nodejs/22\n' } });
    expect(script.indexOf('module load nodejs/22')).toBeGreaterThan(script.lastIndexOf('#SBATCH'));
    expect(script.indexOf('module load nodejs/22')).toBeLessThan(script.indexOf('command -v node'));
  });

  it('writes artifacts where those of the command that submitted stand', () => {
    const script = jobScript(job);
    expect(script).toMatch(/^export BATCHMATES_ARTIFACTS=\/scratch\/artifacts$/m);
    expect(script.indexOf('BATCHMATES_ARTIFACTS=')).toBeLessThan(script.indexOf('node batchmates.mjs'));
  });

  it('says in one line that the workspace is not on the node', async () => {
    const root = "/no such folder's";
    const script = jobScript({ ...job, script: { ...job.script, root } });
    const { code, stderr } = await bash(script);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `batchmates: p.train.a (job 7 on n1): no pipelines/p/pipeline.yaml in ${root} on this node; the workspace must stand on a file system that all nodes share\n`,
    );
  });
});

describe('the comment of a job', () => {
  it('gives its label back', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{1,64}$/);
    fc.assert(
      fc.property(hex, hex, fc.option(fc.nat(), { nil: undefined }), (key, digest, lane) => {
        expect(labelOf(commentOf({ key, digest, lane }))).toEqual({ key, digest, lane });
      }),
    );
  });

  it.each(['', '(null)', 'batchmates', 'batchmates x y', 'another program'])(
    'of other jobs (%j) is none',
    (comment) => {
      expect(labelOf(comment)).toBeUndefined();
    },
  );
});

async function bash(script: string): Promise<{ readonly code: number; readonly stderr: string }> {
  const environment = {
    ...process.env,
    SLURM_JOB_NAME: 'p.train.a',
    SLURM_JOB_ID: '7',
    SLURMD_NODENAME: 'n1',
  };
  try {
    const { stderr } = await promisify(execFile)('bash', ['-c', script], { env: environment });
    return { code: 0, stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, stderr };
  }
}
