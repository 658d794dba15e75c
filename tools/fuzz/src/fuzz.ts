import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from './fuzz-case.ts';
import type { FuzzedReader } from './fuzzed-reader.ts';
import { FuzzProcess } from './pool.ts';

/** How many cases of a reader to run, from which seed. */
export interface FuzzRequest {
  readonly cases: number;
  readonly seed: number;
  /** Processes at a time. */
  readonly processes: number;
  /** Folder for the files that a reader failed with. */
  readonly failures: string;
}

/** What became of the cases of a reader. */
export interface FuzzCounts {
  readonly right: number;
  readonly refused: number;
  /** Those that were neither: where the file is, and what happened. */
  readonly wrong: readonly { readonly number: number; readonly file: string; readonly message: string }[];
}

/** Runs the cases of a reader, each in a process of its own limits. */
export async function fuzz(
  reader: FuzzedReader,
  { cases, seed, processes, failures }: FuzzRequest,
): Promise<FuzzCounts> {
  const counts = { right: 0, refused: 0 };
  const wrong: { number: number; file: string; message: string }[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const process = new FuzzProcess();
    try {
      for (let number = next++; number < cases; number = next++) {
        const outcome = await process.run({ reader: reader.name, seed, number });
        if (outcome.kind !== 'wrong') counts[outcome.kind]++;
        else {
          mkdirSync(failures, { recursive: true });
          const file = join(failures, `${reader.name}-${seed}-${number}`.replaceAll(/[^\w-]+/g, '-'));
          writeFileSync(file, await fileOf(reader, seed, number));
          wrong.push({ number, file, message: outcome.message });
        }
      }
    } finally {
      process.close();
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
  return { ...counts, wrong };
}
