import { join } from 'node:path';
import { z } from 'zod';

/** A bar of a run, as stages open them. */
const barSchema = z.strictObject({
  label: z.string(),
  unit: z.string(),
  total: z.number(),
  done: z.number(),
  /** What the stage shows beside it, e.g. `loss 1.23`; may be empty. */
  info: z.string(),
  /** Since it was opened, in seconds. */
  seconds: z.number(),
});

/**
 * What a run of one instance says of itself to other processes, in a file of its own that is replaced at most once a second. The file goes when the
 * run succeeds; that of a failed or interrupted one stays until the next run.
 */
export const liveRunSchema = z.strictObject({
  format: z.literal(1),
  /** The process at work, as `describeProcess` has it. */
  process: z.strictObject({
    pid: z.number().int().positive(),
    start: z.string().nullable(),
    host: z.string(),
    system: z.string(),
  }),
  state: z.enum(['running', 'failed', 'interrupted']),
  /** When the file was written: ms since 1970. */
  written: z.number(),
  /** Those that are open. */
  bars: z.array(barSchema),
  /** What the stage has noted, the latest last. */
  notes: z.array(z.string()),
  /** Why it ended, as the terminal has it; empty while it runs. */
  failure: z.string(),
  /** Absolute path of its scratch folder; absent before it has one. */
  scratch: z.string().optional(),
});

export type LiveRun = z.infer<typeof liveRunSchema>;
export type LiveBar = z.infer<typeof barSchema>;

/** Time in ms between two writings of a run that has nothing new to say: it is at work still. */
export const HEARTBEAT = 20_000;

/** The file of a run: `.cache/runs/<pipeline>/<instance>.json`. */
export function liveRunFile(root: string, pipeline: string, instance: string): string {
  return join(root, '.cache', 'runs', pipeline, `${instance}.json`);
}
