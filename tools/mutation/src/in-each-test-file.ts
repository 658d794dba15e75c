import fc from 'fast-check';
import { beforeAll } from 'vitest';

// The same examples for each mutant and in each run; that a property fails is enough, the smallest example costs time.
fc.configureGlobal({ seed: 0, endOnFailure: true });

/** Where Stryker's vitest runner notes the mutant that is active in a test's thread. */
const stryker = globalThis as { __stryker__?: { activeMutant?: string } };

// Threads and processes that a test starts read it from the environment instead.
const passOn = () => {
  const active = stryker.__stryker__?.activeMutant;
  if (active === undefined) delete process.env['__STRYKER_ACTIVE_MUTANT__'];
  else process.env['__STRYKER_ACTIVE_MUTANT__'] = active;
};

passOn();
beforeAll(passOn);
