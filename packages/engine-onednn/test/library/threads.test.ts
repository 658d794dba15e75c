import { describe, expect, it } from 'vitest';
import { waitBriefly } from '../../src/library/threads.ts';

describe('waitBriefly', () => {
  it.each([
    [{}, { GOMP_SPINCOUNT: '500' }],
    [{ GOMP_SPINCOUNT: '5' }, { GOMP_SPINCOUNT: '5' }],
    [{ OMP_WAIT_POLICY: 'active' }, { OMP_WAIT_POLICY: 'active' }],
  ])('makes %o to %o: what the user says stands', (environment: NodeJS.ProcessEnv, after) => {
    waitBriefly(environment);
    expect(environment).toEqual(after);
  });
});
