import { describeEngine } from '@batchmates/engine/testing';
import { describe, expect, it } from 'vitest';
import { absent3, loadOneDnn3, titled3 } from './library-3.ts';

describe.skipIf(absent3)(titled3('the library of version 3'), () => {
  it('is one', async () => {
    expect((await loadOneDnn3()).library.version.major).toBe(3);
  });
  describeEngine({ name: 'onednn 3', engine: loadOneDnn3, precision: 'f32' });
});
