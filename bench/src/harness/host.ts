import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine a report was made on. */
export function host(): Readonly<Record<string, unknown>> {
  return {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}
