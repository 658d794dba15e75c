import { cpus, hostname, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readRegularFile } from './files/regular-file.ts';
import { LARGEST_JSON, unsealJson } from './sealed-json.ts';

/** Name of the run record inside an artifact's folder. */
export const RUN_FILE = 'run.json';

/** `run.json`: how an artifact came to be. Not part of its identity: two runs of the same work differ here only. */
export const runRecordSchema = z.looseObject({
  startedAt: z.iso.datetime(),
  /** Wall time of the stage, in seconds. */
  seconds: z.number().nonnegative(),
  /** Largest resident set of the process, threads included, in bytes. */
  peakMemoryBytes: z.number().int().nonnegative(),
  host: z.strictObject({
    name: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.number().int(),
    memoryBytes: z.number().int(),
    node: z.string(),
  }),
  /** What the stage said about its run, e.g. engine, precision, images per second. */
  report: z.record(z.string(), z.unknown()),
});

export type RunRecord = z.infer<typeof runRecordSchema>;

/** Reads an artifact's `run.json`; `undefined` when there is none that can be read, or it is damaged or no run record. */
export async function readRunRecord(directory: string): Promise<RunRecord | undefined> {
  const bytes = await readRegularFile(join(directory, RUN_FILE), LARGEST_JSON).catch(() => undefined);
  const unsealed = bytes === undefined ? undefined : unsealJson(bytes);
  return unsealed?.intact === true ? runRecordSchema.safeParse(unsealed.value).data : undefined;
}

/** Starts the clock of a run; the returned function stops it and gives the facts. */
export function startRunRecord(): (report: Readonly<Record<string, unknown>>) => RunRecord {
  const startedAt = new Date().toISOString();
  const start = performance.now();
  return (report) => ({
    startedAt,
    seconds: Math.round(performance.now() - start) / 1000,
    // maxRSS is in KiB on every platform.
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    host: describeHost(),
    report,
  });
}

function describeHost(): RunRecord['host'] {
  const processors = cpus();
  return {
    name: hostname(),
    platform: `${process.platform} ${process.arch} ${release()}`,
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
  };
}
