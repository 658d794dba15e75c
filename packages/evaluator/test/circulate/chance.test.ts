import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceOf } from '../../src/circulate/chance.ts';

const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test('a network that always answers the class of the slot', () => {
  // One of the 9! orders of the slots gives nine answers that meet theirs; one in nine is met on average.
  const one = chanceOf([{ slots: nine, answers: nine }]);
  expect(one.rate).toBeCloseTo(1 / 9, 12);
  expect(one.pValue).toBeCloseTo(1 / 362_880, 12);
  // Two slots: an even chance for each probe.
  const ten = chanceOf(Array.from({ length: 10 }, () => ({ slots: [1, 2], answers: [1, 2] })));
  expect(ten.rate).toBeCloseTo(1 / 2, 12);
  expect(ten.pValue).toBeCloseTo(2 ** -10, 12);
});

test('a network that answers the same whatever the slot is at chance for certain', () => {
  const { rate, pValue } = chanceOf([
    { slots: nine, answers: nine.map(() => 4) },
    { slots: nine, answers: nine.map(() => 7) },
  ]);
  expect(rate).toBeCloseTo(1 / 9, 12);
  expect(pValue).toBeCloseTo(1, 12);
});

test('answers that name no slot, as a probe’s own class, cannot be met', () => {
  expect(chanceOf([{ slots: nine, answers: nine.map(() => 0) }])).toEqual({ rate: 0, pValue: 1 });
  expect(chanceOf([])).toEqual({ rate: 0, pValue: 1 });
});

test('both by hand: of the answers 1, 1, 0 to slots 1, 2, 3', () => {
  // One of the two answers 1 stands in slot 1 with probability 2/3; here it does.
  const { rate, pValue } = chanceOf([{ slots: [1, 2, 3], answers: [1, 1, 0] }]);
  expect(rate).toBeCloseTo(2 / 9, 12);
  expect(pValue).toBeCloseTo(2 / 3, 12);
  // And once more, with answers 2 and 3 exchanged: of the orders of 2, 3, 1 over 1, 2, 3 none, one, three are met in 2, 3, 1 of 6.
  const two = chanceOf([
    { slots: [1, 2, 3], answers: [1, 1, 0] },
    { slots: [1, 2, 3], answers: [1, 3, 2] },
  ]);
  expect(two.rate).toBeCloseTo((2 / 3 + 1) / 6, 12);
  // Two are met in all: 2/3 of 4/6 with at least one, 1/3 of 1/6 with three.
  expect(two.pValue).toBeCloseTo((2 / 3) * (4 / 6) + (1 / 3) * (1 / 6), 12);
});

test('is what all orders of the slots give', () => {
  const orders = (slots: readonly number[]): number[][] =>
    slots.length === 0
      ? [[]]
      : slots.flatMap((slot, at) => orders(slots.toSpliced(at, 1)).map((rest) => [slot, ...rest]));
  const hits = (slots: readonly number[], answers: readonly number[]) =>
    answers.filter((answer, place) => answer === slots[place]).length;
  const group = fc.integer({ min: 1, max: 4 }).chain((length) =>
    fc.record({
      slots: fc.uniqueArray(fc.nat({ max: 5 }), { minLength: length, maxLength: length }),
      answers: fc.array(fc.nat({ max: 5 }), { minLength: length, maxLength: length }),
    }),
  );
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 3 }), (groups) => {
      let totals = [0];
      for (const { slots, answers } of groups) {
        const ways = orders(slots).map((order) => hits(order, answers));
        totals = totals.flatMap((total) => ways.map((way) => total + way));
      }
      const placements = groups.reduce((sum, { slots }) => sum + slots.length, 0);
      const observed = groups.reduce((sum, { slots, answers }) => sum + hits(slots, answers), 0);
      const { rate, pValue } = chanceOf(groups);
      expect(rate).toBeCloseTo(totals.reduce((a, b) => a + b, 0) / totals.length / placements, 9);
      expect(pValue).toBeCloseTo(totals.filter((total) => total >= observed).length / totals.length, 9);
    }),
  );
});

test('a thousand probes of a hundred classes take a moment; the smallest p-value is 1e-9', () => {
  const slots = Array.from({ length: 99 }, (_, slot) => slot);
  const groups = Array.from({ length: 1000 }, (_, probe) => ({
    slots,
    answers: slots.map((slot) => (slot % 10 === probe % 10 ? slot : (7 * slot + probe) % 100)),
  }));
  const { rate, pValue } = chanceOf(groups);
  expect(rate).toBeGreaterThan(0.009);
  expect(rate).toBeLessThan(0.0102);
  expect(pValue).toBe(1e-9);
});
