import { allottedCores } from '@batchmates/errors';
import { z } from 'zod';

/** `threads` of every stage that runs a network. */
export const threadsSchema = z.union([z.number().int().positive().max(1024), z.literal('all')]).default(1);

/** Threads that an engine is given: those asked for, as far as there are cores (in a job of Slurm, those of the job); more would wait for each other. */
export function threadsOf(threads: number | 'all', cores: number = allottedCores()): number {
  return threads === 'all' ? cores : Math.min(threads, cores);
}
