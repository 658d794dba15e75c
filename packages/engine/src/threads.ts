import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** `threads` of every stage that runs a network. */
export const threadsSchema = z.union([z.number().int().positive().max(1024), z.literal('all')]).default(1);

/** Threads that an engine is given: those asked for, as far as there are cores; more would wait for each other. */
export function threadsOf(threads: number | 'all', cores: number = availableParallelism()): number {
  return threads === 'all' ? cores : Math.min(threads, cores);
}
