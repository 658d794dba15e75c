import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMemory, type Lifetime } from '../../src/plan/memory-plan.ts';
import type { PlannedStorage } from '../../src/plan/tensor.ts';

const lifetimes = fc
  .array(fc.record({ bytes: fc.nat(50_000), first: fc.nat(20), length: fc.nat(10) }), { maxLength: 30 })
  .map(
    (blocks) =>
      new Map(
        blocks.map(({ bytes, first, length }): [PlannedStorage, Lifetime] => [
          { kind: 'planned', bytes },
          { first, last: first + length },
        ]),
      ),
  );

describe('planMemory', () => {
  it('never lets two storages that live at the same time overlap', () => {
    fc.assert(
      fc.property(lifetimes, (given) => {
        const plan = planMemory(given, []);
        const placed = [...given].map(([storage, life]) => ({
          ...life,
          storage,
          at: plan.offsetOf(storage),
        }));
        for (const [i, a] of placed.entries()) {
          expect(a.at % 4096).toBe(0);
          expect(a.at + a.storage.bytes).toBeLessThanOrEqual(plan.bytes);
          for (const b of placed.slice(i + 1)) {
            const together = a.first <= b.last && b.first <= a.last;
            const apart = a.at + a.storage.bytes <= b.at || b.at + b.storage.bytes <= a.at;
            expect(!together || apart || a.storage.bytes === 0 || b.storage.bytes === 0).toBe(true);
          }
        }
      }),
    );
  });

  it('uses again what is free, and writes in place only over what nobody reads later', () => {
    const storage = (): PlannedStorage => ({ kind: 'planned', bytes: 4096 });
    const [a, b, c] = [storage(), storage(), storage()];
    const given = new Map([
      [a, { first: 0, last: 1 }],
      [b, { first: 1, last: 3 }],
      [c, { first: 2, last: 4 }],
    ]);
    const steps = [
      { step: 1, input: a, output: b },
      { step: 2, input: b, output: c },
    ];
    const plan = planMemory(given, steps);
    expect(plan.offsetOf(b)).toBe(plan.offsetOf(a));
    expect(plan.offsetOf(c)).not.toBe(plan.offsetOf(b));
    expect(plan.bytes).toBe(2 * 4096);
    expect(planMemory(given, []).bytes).toBe(2 * 4096);
  });
});
