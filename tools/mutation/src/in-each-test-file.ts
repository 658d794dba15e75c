import fc from 'fast-check';
import { afterAll, beforeAll } from 'vitest';
import type { MutationSettings } from './selection-checker.mjs';

// The same examples for each mutant and in each run; that a property fails is enough, the smallest example costs time.
fc.configureGlobal({ seed: 0, endOnFailure: true });

/** What Stryker's vitest runner and mutated code note in a test's thread: the active mutant, and what was reached. */
const shared = globalThis as { __stryker__?: { activeMutant?: string; mutantCoverage?: unknown } };

// Threads and processes that a test starts read the active mutant from the environment instead.
const passOn = () => {
  const active = shared.__stryker__?.activeMutant;
  if (active === undefined) delete process.env['__STRYKER_ACTIVE_MUTANT__'];
  else process.env['__STRYKER_ACTIVE_MUTANT__'] = active;
};

passOn();
beforeAll(passOn);

const { everyTest } = JSON.parse(process.env['BATCHMATES_MUTATION'] ?? '') as MutationSettings;

// Stryker's vitest runner reports what was reached even where it is told not to. Its hook runs after this one.
if (everyTest) {
  afterAll(() => {
    delete shared.__stryker__?.mutantCoverage;
  });
}
