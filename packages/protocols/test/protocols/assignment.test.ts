import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanced, standard } from '../../src/index.ts';
import { assignment } from '../../src/protocols/assignment.ts';
import { classesByBatch, protocolLaws } from '../../src/testing/index.ts';

const { decide } = assignment.decision!;

describe('assignment', () => {
  protocolLaws({
    protocol: assignment,
    options: ({ classes }) =>
      fc.record({
        statistics: fc.constantFrom('running', 'population'),
        samplesPerClass: fc.integer({ min: 1, max: 3 }),
        classesPerBatch: fc.integer({ min: 1, max: classes }),
      }),
  });
});

test('inference is standard, whatever the composition of the batches assigned', () => {
  const request = {
    labels: Uint16Array.of(0, 1, 2, 2, 1, 0),
    classes: 3,
    seed: 4,
    view: 0,
    rearrangement: 0,
  };
  const given = { statistics: 'running', batchSize: 4 } as const;
  const options = assignment.options.parse({ ...given, samplesPerClass: 2 });
  expect(assignment.statistics(options)).toBe('running');
  expect(assignment.arrange(request, options)).toEqual(standard.arrange(request, given));
});

test('every class is answered once in each batch of protocol balanced', async () => {
  const labels = Uint16Array.from({ length: 12 }, (_, image) => image % 3);
  const rows = fc.float32Array({ minLength: 36, maxLength: 36, min: 0, max: 1, noNaN: true });
  await fc.assert(
    fc.asyncProperty(rows, fc.nat(), async (probabilities, seed) => {
      const request = { labels, classes: 3, seed };
      const answers = await decide({ ...request, probabilities }, assignment.options.parse({}));
      const plan = balanced.arrange({ ...request, view: 0, rearrangement: 0 }, balanced.options.parse({}));
      for (const classes of classesByBatch(plan, answers)) expect(classes.sort()).toEqual([0, 1, 2]);
    }),
  );
});

test('a class without images fails when images are arranged, before any inference', () => {
  const request = { labels: Uint16Array.of(0, 0, 2), classes: 3, seed: 0, view: 0, rearrangement: 0 };
  expect(() => assignment.arrange(request, assignment.options.parse({}))).toThrow(/none of class 1/);
});
