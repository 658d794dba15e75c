import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scheduleFactor, scheduleSchema } from '../src/index.ts';

const factorsAt = (schedule: unknown, places: readonly number[]) =>
  places.map((place) => scheduleFactor(scheduleSchema.parse(schedule), place));

const close = (values: readonly number[]): unknown[] =>
  values.map((value): unknown => expect.closeTo(value, 12));

describe('scheduleFactor', () => {
  test('constant', () => {
    expect(factorsAt({ kind: 'constant' }, [0, 0.5, 0.99])).toEqual([1, 1, 1]);
    expect(factorsAt({ kind: 'constant', warmup: 0.2 }, [0, 0.05, 0.1, 0.2, 0.9])).toEqual(
      close([0, 0.25, 0.5, 1, 1]),
    );
  });

  test('step falls where it is told', () => {
    expect(factorsAt({ kind: 'step' }, [0, 0.49, 0.5, 0.74, 0.75, 0.99])).toEqual(
      close([1, 1, 0.1, 0.1, 0.01, 0.01]),
    );
    expect(factorsAt({ kind: 'step', at: [0.3], factor: 0.5 }, [0.29, 0.3])).toEqual([1, 0.5]);
  });

  test('cosine falls from 1 to its end', () => {
    expect(factorsAt({ kind: 'cosine' }, [0, 0.5, 1])).toEqual(close([1, 0.5, 0]));
    expect(factorsAt({ kind: 'cosine', warmup: 0.5, final: 0.2 }, [0.25, 0.5, 0.75, 1])).toEqual(
      close([0.5, 1, 0.6, 0.2]),
    );
  });

  test('one-cycle rises from its start and falls to its end', () => {
    expect(factorsAt({ kind: 'one-cycle' }, [0, 0.15, 0.3, 0.65, 1])).toEqual(
      close([0.04, 0.52, 1, 0.50005, 0.0001]),
    );
  });

  test('every schedule stays between 0 and 1, and never jumps up', () => {
    const schedule = fc.record({
      kind: fc.constantFrom('constant', 'step', 'cosine', 'one-cycle'),
      warmup: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(schedule, fc.double({ min: 0, max: 0.999, noNaN: true }), (options, place) => {
        const parsed = scheduleSchema.parse(options);
        const [now, soon] = [scheduleFactor(parsed, place), scheduleFactor(parsed, place + 1e-9)];
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(1);
        if (options.warmup > 0.01) expect(soon - now).toBeLessThan(1e-6);
      }),
    );
  });

  test.each([
    [{ kind: 'linear' }],
    [{ kind: 'step', at: [] }],
    [{ kind: 'step', at: [2] }],
    [{ kind: 'step', factor: 1 }],
    [{ kind: 'cosine', warmup: 2 }],
    [{ kind: 'cosine', at: [0.5] }],
  ])('the schema refuses %j', (schedule) => {
    expect(scheduleSchema.safeParse(schedule).success).toBe(false);
  });
});
