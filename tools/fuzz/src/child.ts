import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileOf, outcomeOf, type Outcome } from './fuzz-case.ts';
import { readers } from './readers.ts';

/** A case for a child process. */
export interface Task {
  readonly reader: string;
  readonly seed: number;
  readonly number: number;
}

/** What a child says of its case; `memory` is the most that the process ever had, in bytes, above what it had at first. */
export interface Answer {
  readonly outcome: Outcome;
  readonly memory: number;
}

const folder = mkdtempSync(join(tmpdir(), 'batchmates-fuzz-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('disconnect', () => process.exit());

let base: number | undefined;
process.on('message', ({ reader: name, seed, number }: Task) => {
  const reader = readers.find((each) => each.name === name)!;
  const answer = async (): Promise<Answer> => {
    if (base === undefined) {
      // Modules and samples are loaded before anything is measured.
      await outcomeOf(reader, (await reader.samples())[0]!, folder);
      base = peak();
    }
    const outcome = await outcomeOf(reader, await fileOf(reader, seed, number), folder);
    return { outcome, memory: peak() - base };
  };
  answer().then(
    (value) => process.send!(value),
    (error: unknown) => {
      throw error;
    },
  );
});

function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}
