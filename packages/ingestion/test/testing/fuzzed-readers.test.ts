import { UserError, UserErrors } from '@batchmates/errors';
import { randomStream } from '@batchmates/random';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { fuzzedReaders } from '../../src/testing/index.ts';
import { mutate } from './mutate.ts';

/** Mutations of each sample; more with `FUZZ_CASES=<n>`. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 60);

/** The longest that one file may take, in ms. */
const LIMIT = 5000;

test.each(fuzzedReaders.map((reader) => [reader.name, reader] as const))(
  '%s: a mutated file is read right or is one line, at once',
  async (name, reader) => {
    const folder = await temporaryFolder();
    const samples = await reader.samples();
    await reader.read(samples[0]!, folder);
    for (const [number, sample] of samples.entries()) {
      const stream = randomStream('fuzz', name, number);
      for (let index = 0; index < CASES; index++) {
        const start = performance.now();
        await refusedOrRight(reader.read(mutate(sample, stream), folder));
        expect(performance.now() - start).toBeLessThan(LIMIT);
      }
    }
  },
);

async function refusedOrRight(reading: Promise<void>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof UserErrors)) throw error;
  }
}
