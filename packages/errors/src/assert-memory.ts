import { totalmem } from 'node:os';
import { allottedMemory } from './allotted.ts';
import { UserError } from './user-error.ts';

/** Memory about to be taken. */
export interface MemoryNeed {
  /** For what, e.g. `training cifar-resnet-20 in batches of 10`. */
  readonly what: string;
  /** At least so many bytes. */
  readonly bytes: number;
  readonly remedy: string;
}

/**
 * Throws a `UserError` (`memory/too-little`) when this process could not get so much memory: the system would end it without a
 * word. `available` is what is free to it, bytes.
 */
export function assertMemory({ what, bytes, remedy }: MemoryNeed, available: number = freeMemory()): void {
  if (bytes <= available) return;
  throw new UserError({
    code: 'memory/too-little',
    what,
    expected: `a need of at most ${gigabytes(available)} of memory, which are free`,
    received: `one of ${gigabytes(bytes)} or more`,
    remedy,
  });
}

/** All memory that this process could ever have, bytes. */
export function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity, allottedMemory());
}

/** What is free on the machine, as far as Slurm allotted so much; no limit in a browser, which does not say. */
function freeMemory(): number {
  if (typeof process === 'undefined') return Infinity;
  return Math.min(process.availableMemory(), allottedMemory() - process.memoryUsage.rss());
}

/** Bytes in words: `5.3 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}
