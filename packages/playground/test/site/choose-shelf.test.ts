import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseShelf } from '../../src/site/choose-shelf.ts';

const cases = fc.record({
  labels: fc.array(fc.nat(4), { maxLength: 80 }),
  imagesPerClass: fc.integer({ min: 1, max: 30 }),
  seed: fc.integer(),
});

describe('chooseShelf', () => {
  it('takes each image once at most, as many of every class as asked for and present, class by class', () => {
    fc.assert(
      fc.property(cases, ({ labels, ...choice }) => {
        const chosen = chooseShelf(labels, 5, choice);
        expect(new Set(chosen).size).toBe(chosen.length);
        const found = chosen.map((index) => labels[index]!);
        expect(found).toEqual(found.toSorted((left, right) => left - right));
        for (let label = 0; label < 5; label++) {
          const present = labels.filter((each) => each === label).length;
          expect(found.filter((each) => each === label)).toHaveLength(
            Math.min(present, choice.imagesPerClass),
          );
        }
      }),
    );
  });

  it('depends on the seed alone', () => {
    const labels = Array.from({ length: 200 }, (_, index) => index % 2);
    const choice = { imagesPerClass: 10, seed: 1 };
    expect(chooseShelf(labels, 2, choice)).toEqual(chooseShelf(labels, 2, choice));
    expect(chooseShelf(labels, 2, { ...choice, seed: 2 })).not.toEqual(chooseShelf(labels, 2, choice));
  });
});
