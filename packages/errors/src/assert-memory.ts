import { totalmem } from 'node:os';
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
export function assertMemory(
  { what, bytes, remedy }: MemoryNeed,
  available: number = process.availableMemory(),
): void {
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
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

/** Bytes in words: `5.3 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}
