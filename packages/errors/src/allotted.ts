import { availableParallelism } from 'node:os';

/** Cores that this process may use: those that Slurm allotted to its job, where it is one (`SLURM_CPUS_PER_TASK`), else those of the machine. */
export function allottedCores(
  environment: NodeJS.ProcessEnv = process.env,
  cores: number = availableParallelism(),
): number {
  return Math.min(cores, positive(environment['SLURM_CPUS_PER_TASK']));
}

/**
 * Bytes of memory that Slurm allotted to the job of this process (`SLURM_MEM_PER_NODE`, or `SLURM_MEM_PER_CPU` for each of `SLURM_CPUS_ON_NODE`, in
 * MiB); no limit outside Slurm.
 */
export function allottedMemory(environment: NodeJS.ProcessEnv = process.env): number {
  const perCpu = positive(environment['SLURM_MEM_PER_CPU']) * positive(environment['SLURM_CPUS_ON_NODE']);
  return Math.min(positive(environment['SLURM_MEM_PER_NODE']), perCpu) * 2 ** 20;
}

/** A positive whole number in a variable; no limit where there is none, or 0, with which Slurm means all of the node. */
function positive(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : Infinity;
}
