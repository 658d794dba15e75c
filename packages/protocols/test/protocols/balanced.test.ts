import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balancedTestBatches } from '@batchmates/batching';
import { balanced, shuffledBalanced } from '../../src/index.ts';
import { classesByBatch, forEveryArrangement, protocolLaws } from '../../src/testing/index.ts';

interface Shape {
  classes: number;
  smallest: number;
}

const composition = ({ classes, smallest }: Shape) => ({
  samplesPerClass: fc.integer({ min: 1, max: Math.min(3, smallest) }),
  classesPerBatch: fc.integer({ min: 1, max: classes }),
});

describe('balanced', () => {
  const options = (shape: Shape) => fc.record(composition(shape));
  protocolLaws({ protocol: balanced, options });

  test('every batch has one image of each class, whatever the class counts', () => {
    forEveryArrangement({ protocol: balanced, options: () => fc.constant({}) }, ({ plan, request }) => {
      const everyClass = Array.from({ length: request.classes }, (_, label) => label);
      for (const classes of classesByBatch(plan, request.labels)) expect(classes.sort()).toEqual(everyClass);
    });
  });

  test('repeated images are of the smaller classes only', () => {
    forEveryArrangement({ protocol: balanced, options: () => fc.constant({}) }, ({ plan, request }) => {
      const counts = histogram(request.labels);
      const longest = Math.max(...counts.values());
      plan.counted?.forEach((flag, place) => {
        const label = request.labels[plan.indices[place]!]!;
        if (flag === 0) expect(counts.get(label)).toBeLessThan(longest);
      });
    });
  });

  test('a class without images is an error, not a wrong number', () => {
    const request = { labels: Uint16Array.of(0, 0, 2), classes: 3, seed: 0, view: 0, rearrangement: 0 };
    expect(() => balanced.arrange(request, balanced.options.parse({}))).toThrow(/none of class 1/);
  });
});

describe('shuffled-balanced', () => {
  const rearrangements = fc.integer({ min: 1, max: 4 });
  const options = (shape: Shape) => fc.record({ ...composition(shape), rearrangements });
  protocolLaws({ protocol: shuffledBalanced, options });

  test('no two passes over views and rearrangements share an arrangement', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, image) => image % 3);
    const parsed = shuffledBalanced.options.parse({ rearrangements: 3 });
    const plans = [0, 1, 2].flatMap((view) =>
      [0, 1, 2].map((rearrangement) =>
        shuffledBalanced.arrange({ labels, classes: 3, seed: 4, view, rearrangement }, parsed).indices.join(),
      ),
    );
    expect(new Set(plans).size).toBe(9);
  });

  test('its first arrangement is that of balanced, so that the two differ by averaging alone', () => {
    const request = {
      labels: Uint16Array.of(0, 1, 2, 2, 1, 0),
      classes: 3,
      seed: 4,
      view: 0,
      rearrangement: 0,
    };
    expect(shuffledBalanced.arrange(request, shuffledBalanced.options.parse({}))).toEqual(
      balanced.arrange(request, balanced.options.parse({})),
    );
  });
});

describe('options away from their defaults', () => {
  const labels = Uint16Array.of(0, 0, 0, 1, 1, 2, 2, 2, 2, 2);
  const request = { labels, classes: 3, seed: 6 };
  const composed = { samplesPerClass: 2, classesPerBatch: 2 };

  test('shuffled-balanced numbers its passes view by view and composes batches as told', () => {
    const options = shuffledBalanced.options.parse({ ...composed, rearrangements: 3 });
    expect(shuffledBalanced.rearrangements(options)).toBe(3);
    // Two views of three passes each come before.
    expect(shuffledBalanced.arrange({ ...request, view: 2, rearrangement: 1 }, options)).toEqual(
      balancedTestBatches({ ...request, arrangement: 7 }, composed),
    );
    expect(shuffledBalanced.composition(options, { classes: 3 })).toEqual({ kind: 'balanced', ...composed });
  });

  test('balanced arranges all views alike', () => {
    const options = balanced.options.parse(composed);
    expect(balanced.arrange({ ...request, view: 2, rearrangement: 1 }, options)).toEqual(
      balancedTestBatches({ ...request, arrangement: 0 }, composed),
    );
    expect(balanced.composition(options, { classes: 3 })).toEqual({ kind: 'balanced', ...composed });
  });

  test('what is not told: one image of every class, in one pass a view', () => {
    expect(shuffledBalanced.options.parse({})).toEqual({ samplesPerClass: 1, rearrangements: 1 });
    expect(balanced.options.parse({})).toEqual({ samplesPerClass: 1 });
  });
});

function histogram(labels: Uint16Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
