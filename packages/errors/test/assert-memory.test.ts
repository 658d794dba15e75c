import { expect, test } from 'vitest';
import { assertMemory } from '../src/index.ts';

test('memory is refused beyond what is free, to the byte', () => {
  const need = { what: 'training', bytes: 2_500_000_000, remedy: 'lower width' };
  expect(() => assertMemory(need, 2_500_000_000)).not.toThrow();
  expect(() => assertMemory(need, 2_499_999_999)).toThrow(
    'training: expected a need of at most 2.50 GB of memory, which are free, received one of 2.50 GB or more; lower width',
  );
  expect(() => assertMemory({ ...need, bytes: 1 })).not.toThrow();
});
