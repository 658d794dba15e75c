import { balanced, builtInProtocols } from '@batchmates/protocols';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balancedSizes, groupedSizes } from '../../src/audit/batch-sizes.ts';

/** As many images of each class. */
const labelsOf = (classes: number, perClass: number) =>
  Uint16Array.from({ length: classes * perClass }, (_, image) => image % classes);

const request = (batchSize: number, classes: number, perClass = 100) => ({
  batchSize,
  classes,
  labels: labelsOf(classes, perClass),
});

describe('balanced batches nearest to a size', () => {
  test.each([
    [10, 10, { samplesPerClass: 1 }],
    [128, 10, { samplesPerClass: 13 }],
    [64, 10, { samplesPerClass: 6 }],
    [20, 10, { samplesPerClass: 2 }],
    [4, 10, { samplesPerClass: 1, classesPerBatch: 4 }],
    [256, 1000, { samplesPerClass: 1, classesPerBatch: 256 }],
  ])('%i images, %i classes', (batchSize, classes, sizes) => {
    expect(balancedSizes(request(batchSize, classes))).toEqual(sizes);
  });

  test('keep what is given', () => {
    expect(balancedSizes(request(64, 10), { samplesPerClass: 1 })).toEqual({ samplesPerClass: 1 });
    expect(balancedSizes(request(12, 10), { samplesPerClass: 3 })).toEqual({
      samplesPerClass: 3,
      classesPerBatch: 4,
    });
    expect(balancedSizes(request(64, 10), { classesPerBatch: 8 })).toEqual({
      samplesPerClass: 8,
      classesPerBatch: 8,
    });
  });

  test('never need more images of a class than there are, and can be arranged', () => {
    const number = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(number(60), number(12), number(6), fc.nat(), (size, classes, perClass, seed) => {
        const asked = request(size + 1, classes, perClass);
        const sizes = balancedSizes(asked);
        const options = balanced.options.parse(sizes);
        const plan = balanced.arrange({ ...asked, seed, view: 0, rearrangement: 0 }, options);
        expect(plan.offsets[1]).toBe(sizes.samplesPerClass * (sizes.classesPerBatch ?? classes));
        expect(sizes.samplesPerClass).toBeLessThanOrEqual(perClass);
      }),
    );
  });
});

describe('P classes x K samples of a size', () => {
  test.each([
    [64, 100, { classes: 16, samples: 4 }],
    [10, 10, { classes: 5, samples: 2 }],
    [64, 10, { classes: 8, samples: 8 }],
    [7, 10, { classes: 7, samples: 1 }],
  ])('%i images, %i classes', (batchSize, classes, sizes) => {
    expect(groupedSizes(request(batchSize, classes))).toEqual(sizes);
  });

  test('keep what is given, and can be arranged', () => {
    expect(groupedSizes(request(12, 10), { samples: 3 })).toEqual({ classes: 4, samples: 3 });
    expect(groupedSizes(request(12, 10), { classes: 6 })).toEqual({ classes: 6, samples: 2 });
    const grouped = builtInProtocols.find(({ name }) => name === 'grouped')!;
    const asked = request(32, 10);
    const options = grouped.options.parse(groupedSizes(asked));
    expect(grouped.arrange({ ...asked, seed: 0, view: 0, rearrangement: 0 }, options).offsets[1]).toBe(32);
  });
});
