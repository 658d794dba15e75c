import { describe, expect, it } from 'vitest';
import { repeatable } from '../src/index.ts';

describe('repeatable', () => {
  it('gives the result of what depends on its arguments alone', async () => {
    expect(await repeatable({ what: 'it', call: () => Uint32Array.of(3, 1) })).toEqual(Uint32Array.of(3, 1));
    expect(await repeatable({ what: 'it', call: async () => [NaN] })).toEqual([NaN]);
  });

  it.each<[string, () => { call: () => unknown; between?: () => unknown }]>([
    ['Math.random', () => ({ call: () => [Math.random()] })],
    ['the clock', () => ({ call: () => process.hrtime.bigint() })],
    [
      'a counter',
      () => {
        let calls = 0;
        return { call: () => Uint8Array.of(calls++) };
      },
    ],
    [
      'what another call leaves behind',
      () => {
        let last = 0;
        return { call: () => ({ last }), between: () => (last = 7) };
      },
    ],
  ])('refuses a result that rests on %s', async (_, make) => {
    await expect(repeatable({ what: 'strategy "mine": plan()', ...make() })).rejects.toMatchObject({
      code: 'stage/not-repeatable',
      message: expect.stringMatching(
        /^strategy "mine": plan\(\): expected the same result from the same arguments, received two different ones; take randomness/,
      ) as string,
    });
  });
});
