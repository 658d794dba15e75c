import { assertMemory, machineMemory, UserError } from '@batchmates/errors';
import type { Koffi } from './koffi.ts';

/** Memory that native primitives and JavaScript share; zero at first, freed when nothing refers to it. */
export interface Memory {
  /** Address of its first byte, a multiple of 4,096. */
  readonly address: number;
  readonly byteLength: number;
  floats(byteOffset: number, length: number): Float32Array;
  bytes(byteOffset: number, length: number): Uint8Array;
}

const PAGE = 4096;

/** Allocates shared memory; throws a `UserError` when there is not enough. */
export function allocateMemory(koffi: Koffi, byteLength: number): Memory {
  const buffer = allocate(byteLength + PAGE);
  const base = Number(koffi.address(buffer));
  const start = (PAGE - (base % PAGE)) % PAGE;
  return {
    address: base + start,
    byteLength,
    floats: (byteOffset, length) => new Float32Array(buffer, start + byteOffset, length),
    bytes: (byteOffset, length) => new Uint8Array(buffer, start + byteOffset, length),
  };
}

function allocate(byteLength: number): ArrayBuffer {
  // The system would give more than it has, and end the process when it is written to. What is in use now may be free by then: caches
  // of files count as used in containers and on macOS.
  assertMemory({ what: WHAT, bytes: byteLength, remedy: REMEDY }, machineMemory());
  try {
    return new ArrayBuffer(byteLength);
  } catch (cause) {
    throw new UserError({
      code: 'onednn/out-of-memory',
      what: WHAT,
      expected: `${Math.ceil(byteLength / 2 ** 20)} MiB`,
      received: 'no such block',
      remedy: REMEDY,
      cause,
    });
  }
}

const WHAT = 'oneDNN: memory of a compiled network';
const REMEDY = 'use a smaller batch, a narrower network or the precision bf16';
