import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchOf } from '@batchmates/batching';
import { balanced, standard } from '../../src/index.ts';
import { assignment } from '../../src/protocols/assignment.ts';
import { classesByBatch, protocolLaws } from '../../src/testing/index.ts';

const { decide } = assignment.decision!;

describe('assignment', () => {
  protocolLaws({
    protocol: assignment,
    options: ({ classes, smallest }) =>
      fc.record({
        statistics: fc.constantFrom('running', 'population'),
        samplesPerClass: fc.integer({ min: 1, max: Math.min(3, smallest) }),
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

test('an image that fills a second batch is answered as in the first, where it counts', async () => {
  const labels = Uint16Array.of(0, 0, 1);
  for (const seed of [0, 1, 2, 3]) {
    const request = { labels, classes: 2, seed };
    const plan = balanced.arrange({ ...request, view: 0, rearrangement: 0 }, balanced.options.parse({}));
    const [first, second] = [batchOf(plan, 0)[0]!, batchOf(plan, 1)[0]!];
    expect([...plan.indices]).toEqual([first, 2, second, 2]);
    // Image 2 is of class 1 beside the first image, and would be of class 0 beside the second.
    const probabilities = new Float32Array(6);
    probabilities.set([0.9, 0.1], 2 * first);
    probabilities.set([0.01, 0.99], 2 * second);
    probabilities.set([0.4, 0.6], 4);
    const answers = await decide({ ...request, probabilities }, assignment.options.parse({}));
    expect([answers[first], answers[second], answers[2]]).toEqual([0, 1, 1]);
  }
});

test('with two images of each class in a batch, each class is answered twice', async () => {
  const request = { labels: Uint16Array.of(0, 0, 1, 1), classes: 2, seed: 1 };
  const probabilities = Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4);
  const options = assignment.options.parse({ samplesPerClass: 2 });
  // The two least sure of class 0 give it up.
  expect([...(await decide({ ...request, probabilities }, options))]).toEqual([0, 0, 1, 1]);
});
