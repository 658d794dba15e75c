import type { Job, JobLabel } from '../job.ts';
import type { Resources } from '../profile/profile-schema.ts';

/** Seconds before its time limit at which a job is told to save and end; less where the limit itself is short. */
const NOTICE = 120;

/**
 * The batch script of a job: options of sbatch, the site's setup, and `batchmates run`. Slurm sends SIGUSR1 before the time limit; the stage then
 * gets SIGTERM, saves, and the job is queued again. SIGTERM (preemption, scancel) is passed on: what follows from it, Slurm decides.
 */
export function jobScript({ name, label, resources, script, file, command, log }: Job): string {
  const { root, artifacts, setup, retries } = script;
  const options = [
    `--job-name=${quoted(name)}`,
    `--comment=${quoted(commentOf(label))}`,
    `--chdir=${quoted(root)}`,
    `--output=${quoted(log)}`,
    '--open-mode=append',
    '--nodes=1',
    '--ntasks=1',
    '--requeue',
    `--signal=B:USR1@${noticeOf(resources)}`,
    ...resourceOptions(resources),
  ];
  return `#!/bin/bash
${options.map((option) => `#SBATCH ${option}`).join('\n')}
${setup.trim() === '' ? '' : `\n${setup.trim()}\n`}
say() { echo "batchmates: $SLURM_JOB_NAME (job $SLURM_JOB_ID on \${SLURMD_NODENAME:-?}): $*" >&2; }
cd ${quoted(root)} 2>/dev/null && [ -r ${quoted(file)} ] || {
  say ${quoted(`no ${file} in ${root} on this node; the workspace must stand on a file system that all nodes share`)}
  exit 1
}
command -v node >/dev/null || { say 'no node on the path of this node; load it in the setup of the profile'; exit 1; }
# What belongs to the command that submitted.
unset NX_INVOCATION_ANCESTOR_PIDS BATCHMATES_OWNERS BATCHMATES_PROGRESS BATCHMATES_PIPELINES
# Wherever the command that submitted had it.
export BATCHMATES_ARTIFACTS=${quoted(artifacts)}
say started
pass_on() { again=1; kill -TERM "$child" 2>/dev/null; }
trap 'limit=1; pass_on' USR1
trap pass_on TERM
node ${command.map(quoted).join(' ')} &
child=$!
code=127
while :; do
  again=
  wait "$child"
  got=$?
  [ "$got" -eq 127 ] || code=$got
  [ -n "$again" ] || break
done
if [ -n "$limit" ] && [ "$code" -eq 143 ] && [ "\${SLURM_RESTART_COUNT:-0}" -lt ${retries} ]; then
  say 'its time limit is near: saved, and queued again to go on from there'
  scontrol requeue "$SLURM_JOB_ID"
fi
exit "$code"
`;
}

/** The comment of a job, by which it is recognised: `batchmates <key> <digest> <lane>`. */
export function commentOf({ key, digest, lane }: JobLabel): string {
  return ['batchmates', key, digest, ...(lane === undefined ? [] : [lane])].join(' ');
}

/** The label in a comment; undefined for jobs of other programs. */
export function labelOf(comment: string): JobLabel | undefined {
  const [, key, digest, lane] = /^batchmates ([0-9a-f]+) ([0-9a-f]+)(?: (\d+))?$/.exec(comment) ?? [];
  if (key === undefined || digest === undefined) return undefined;
  return { key, digest, lane: lane === undefined ? undefined : Number(lane) };
}

function resourceOptions(resources: Resources): string[] {
  const { slurm_partition, slurm_account, runtime, mem_mb, cpus_per_task = 1, gpus, slurm_extra } = resources;
  return [
    ...option('partition', slurm_partition),
    ...option('account', slurm_account),
    ...option('time', runtime),
    ...option('mem', mem_mb === undefined ? undefined : `${mem_mb}M`),
    ...option('cpus-per-task', cpus_per_task),
    ...option('gpus', gpus),
    ...(slurm_extra === undefined ? [] : [slurm_extra]),
  ];
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

function noticeOf({ runtime }: Resources): number {
  return runtime === undefined ? NOTICE : Math.min(NOTICE, Math.ceil((runtime * 60) / 4));
}

/** A word of shell, in quotes where it needs them. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
