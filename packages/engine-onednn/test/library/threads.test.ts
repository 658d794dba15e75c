import { describe, expect, it } from 'vitest';
import { waitBriefly } from '../../src/library/threads.ts';

describe('waitBriefly', () => {
  it.each([
    [{}, { GOMP_SPINCOUNT: '500' }],
    [{ GOMP_SPINCOUNT: '5' }, { GOMP_SPINCOUNT: '5' }],
    [{ OMP_WAIT_POLICY: 'active' }, { OMP_WAIT_POLICY: 'active' }],
  ])('makes %o to %o: what the user says stands', (environment: NodeJS.ProcessEnv, after) => {
    waitBriefly(environment, 'flags : sse2 avx2 avx512f');
    expect(environment).toEqual(after);
  });

  it.each(['flags : avx512f avx512_bf16', 'flags : avx512_bf16 amx_bf16 amx_tile'])(
    'leaves the waits of a CPU that multiplies bfloat16 alone: %s',
    (flags) => {
      const environment: NodeJS.ProcessEnv = {};
      waitBriefly(environment, flags);
      expect(environment).toEqual({});
    },
  );
});
