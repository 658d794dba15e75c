import fc from 'fast-check';

/** Labels of a random data set whose every class has at least one image, with its class count. */
export function labelsArbitrary({ maxClasses = 6, maxPerClass = 7 } = {}): fc.Arbitrary<{
  labels: Uint16Array;
  classes: number;
}> {
  return fc
    .array(fc.integer({ min: 1, max: maxPerClass }), { minLength: 2, maxLength: maxClasses })
    .chain((counts) =>
      fc
        .shuffledSubarray(
          counts.flatMap((count, label) => Array.from({ length: count }, () => label)),
          { minLength: counts.reduce((sum, count) => sum + count, 0) },
        )
        .map((labels) => ({ labels: Uint16Array.from(labels), classes: counts.length })),
    );
}

/** Images of the smallest class of such a data set. */
export function smallestClass({
  labels,
  classes,
}: {
  readonly labels: Uint16Array;
  readonly classes: number;
}): number {
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label]! += 1;
  return Math.min(...counts);
}
