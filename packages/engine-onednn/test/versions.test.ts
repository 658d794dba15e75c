import { describeEngine } from '@batchmates/engine/testing';
import { describe, expect, it } from 'vitest';
import { bf16Exclusions, bf16Tolerance } from './bf16-tolerance.ts';
import { precisions } from './on-this-machine.ts';
import { distribution, wheel32 } from './other-library.ts';

/** The newest is held to the same in `conformance.test.ts`. */
describe.each([
  { library: wheel32, major: 3, minor: 2 },
  { library: distribution, major: undefined, minor: undefined },
])('$library.title', ({ library, major, minor }) => {
  describe.skipIf(library.absent)('', () => {
    it.skipIf(major === undefined)('is what it says', async () => {
      expect((await library.load()).library.version).toMatchObject({ major, minor });
    });
    describeEngine({ name: library.title, engine: library.load, precision: 'f32' });
    if (!precisions.includes('bf16')) return;
    describeEngine({
      ...{ name: library.title, engine: library.load, precision: 'bf16' },
      ...{ tolerance: bf16Tolerance, exclusions: bf16Exclusions },
    });
  });
});
