/** Stages of one thread that run side by side: one for every core, as far as there are 2 GiB of memory for each. */
export function stagesAtOnce(cores: number, memoryBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(memoryBytes / 2 ** 31)));
}
