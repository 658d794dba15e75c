import { UserError, didYouMean } from '@batchmates/errors';
import { match, P } from 'ts-pattern';
import type { Job, JobReference } from '../job.ts';
import type { JobState, KnownJob, Scheduler } from '../scheduler.ts';
import { jobScript, labelOf } from './job-script.ts';
import { slurmCommand } from './slurm-command.ts';

/** Slurm by its commands sbatch, squeue and scancel (accounting is not needed); 20.11 or later. Every method throws the `UserError`s of `slurmCommand`. */
export const slurm: Scheduler = {
  describe: (job) => `# sbatch ${dependencyOf(job).join(' ')}`.trimEnd() + `\n${jobScript(job)}`,
  async check(job) {
    await sbatch(job, ['--test-only']);
  },
  async submit(job, { needs, after }) {
    const answer = await sbatch(job, ['--parsable', ...dependencyOptions(needs, after)]);
    // `<number>`, or `<number>;<cluster>`.
    return answer.trim().split(';')[0]!;
  },
  cancel: async (ids) => {
    await slurmCommand('scancel', ids);
  },
  async list() {
    const text = await slurmCommand('squeue', [
      '--me',
      '--noheader',
      '--states=all',
      '--format=%i|%T|%N|%r|%k',
    ]);
    return text.split('\n').flatMap(knownJob);
  },
  cancelCommand: (ids) => `scancel ${ids.join(' ')}`,
};

async function sbatch(job: Job, args: readonly string[]): Promise<string> {
  try {
    return await slurmCommand('sbatch', args, jobScript(job));
  } catch (error) {
    throw error instanceof UserError && error.code === 'slurm/refused' ? await refusal(job, error) : error;
  }
}

/** The dependency of a job as far as it is known before it is submitted, with names in place of numbers. */
function dependencyOf({ needs, after }: Job): string[] {
  const word = (reference: JobReference) =>
    reference.kind === 'known' ? reference.id : `<${reference.instance}>`;
  return dependencyOptions(needs.map(word), after === undefined ? [] : [word(after)]);
}

function dependencyOptions(needs: readonly string[], after: readonly string[]): string[] {
  const parts = [
    ...(needs.length > 0 ? [['afterok', ...needs].join(':')] : []),
    ...(after.length > 0 ? [['afterany', ...after].join(':')] : []),
  ];
  return parts.length === 0 ? [] : [`--dependency=${parts.join(',')}`, '--kill-on-invalid-dep=yes'];
}

function knownJob(line: string): KnownJob[] {
  const [id = '', state = '', node = '', reason = '', ...comment] = line.split('|');
  const label = labelOf(comment.join('|').trim());
  return label === undefined ? [] : [{ id, label, state: stateOf(state, node, reason) }];
}

function stateOf(state: string, node: string, reason: string): JobState {
  return match(state)
    .with(
      P.union(
        'PENDING',
        'CONFIGURING',
        'REQUEUED',
        'REQUEUE_FED',
        'REQUEUE_HOLD',
        'RESV_DEL_HOLD',
        'SPECIAL_EXIT',
      ),
      (): JobState => ({ kind: 'waiting', reason }),
    )
    .with(P.union('RUNNING', 'SUSPENDED', 'STOPPED', 'SIGNALING', 'RESIZING', 'STAGE_OUT'), (): JobState => ({
      kind: 'running',
      node,
    }))
    .with('COMPLETING', (): JobState => ({ kind: 'ending', node }))
    .with('COMPLETED', (): JobState => ({ kind: 'done', node }))
    .with(P.union('CANCELLED', 'REVOKED'), (): JobState => ({ kind: 'cancelled', node }))
    .otherwise((other): JobState => ({
      kind: 'failed',
      node,
      reason: other.toLowerCase().replaceAll('_', ' '),
    }));
}

/** What sbatch refused, with what the cluster has instead. */
async function refusal({ name, resources }: Job, error: UserError): Promise<UserError> {
  const said = error.message.replace(/^sbatch: received (allocation failure: )?/, '');
  const { slurm_partition, mem_mb, cpus_per_task, gpus } = resources;
  const parts = { code: 'slurm/refused', what: `sbatch refused ${name}: ${said}`, cause: error };
  if (/partition/i.test(said)) {
    const known = await tellNodes('%R');
    const remedy = slurm_partition === undefined ? 'set slurm_partition' : didYouMean(slurm_partition, known);
    return new UserError({
      ...parts,
      expected: `one of ${known.join(', ')}`,
      received: slurm_partition,
      remedy,
    });
  }
  if (/memory|node configuration|cpu count/i.test(said)) {
    const nodes = await tellNodes('%m MiB and %c CPUs');
    const asked = [
      mem_mb === undefined ? undefined : `${mem_mb} MiB`,
      cpus_per_task === undefined ? undefined : `${cpus_per_task} CPUs`,
      gpus === undefined ? undefined : `GPUs ${gpus}`,
    ].filter((part) => part !== undefined);
    const remedy = 'lower mem_mb, cpus_per_task or gpus in the profile, or choose another partition';
    return new UserError({
      ...parts,
      expected: `what a node has (${nodes.join('; ')})`,
      received: asked.join(', '),
      remedy,
    });
  }
  return new UserError({ ...parts, remedy: 'change the profile' });
}

/** One entry for each kind of node, by a format of sinfo; nothing where sinfo does not answer. */
async function tellNodes(format: string): Promise<string[]> {
  const text = await slurmCommand('sinfo', ['--noheader', `--format=${format}`]).catch(() => '');
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}
