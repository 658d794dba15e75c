import { onednnCandidate } from '@batchmates/engine-onednn';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine a report was made on, and the oneDNN that the engine finds on it. */
export async function host(): Promise<Readonly<Record<string, unknown>>> {
  const probe = await onednnCandidate.probe();
  return {
    onednn: probe.available ? probe.description : 'absent',
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}
