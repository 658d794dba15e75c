import { expect, test } from 'vitest';
import { stagesAtOnce } from '../../src/run-all/stages-at-once.ts';

const GIB = 2 ** 30;

test.each([
  { cores: 2, memory: 24 * GIB, stages: 2, why: 'one for every core' },
  { cores: 64, memory: 128 * GIB, stages: 64, why: 'one for every core' },
  { cores: 64, memory: 8 * GIB, stages: 4, why: 'two gibibytes each' },
  { cores: 4, memory: GIB, stages: 1, why: 'one at least' },
])('$cores cores and $memory bytes: $stages ($why)', ({ cores, memory, stages }) => {
  expect(stagesAtOnce(cores, memory)).toBe(stages);
});
