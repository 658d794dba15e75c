import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupedTestBatches } from '@batchmates/batching';
import { grouped } from '../../src/protocols/grouped.ts';
import { protocolLaws } from '../../src/testing/index.ts';

describe('grouped', () => {
  protocolLaws({
    protocol: grouped,
    options: ({ classes, smallest }) =>
      fc.record({
        classes: fc.integer({ min: 1, max: classes }),
        samples: fc.integer({ min: 1, max: smallest }),
      }),
  });
});

const request = { labels: Uint16Array.from({ length: 40 }, (_, image) => image % 5), classes: 5, seed: 6 };

test('P classes x K samples, all views alike', () => {
  const options = grouped.options.parse({ classes: 2, samples: 4 });
  const composition = { classesPerBatch: 2, samplesPerClass: 4 };
  expect(grouped.arrange({ ...request, view: 2, rearrangement: 0 }, options)).toEqual(
    groupedTestBatches(request, composition),
  );
  expect(grouped.composition(options, { classes: 5 })).toEqual({ kind: 'balanced', ...composition });
});

test('what is not told: one image of every class', () => {
  const options = grouped.options.parse({});
  expect(options).toEqual({ samples: 1 });
  const whole = { classesPerBatch: 5, samplesPerClass: 1 };
  expect(grouped.arrange({ ...request, view: 0, rearrangement: 0 }, options)).toEqual(
    groupedTestBatches(request, whole),
  );
  expect(grouped.composition(options, { classes: 5 })).toEqual({ kind: 'balanced', ...whole });
});
