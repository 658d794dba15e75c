/** What networks of one site are told apart by. */
export interface NamedTraining {
  readonly strategy: string;
  readonly batchSize: number | null;
  readonly seed: number | null;
}

/**
 * A name for each network, unlike the others: its batching strategy; where that is not enough, with batch size, seed, and at last its place among those
 * that are equal.
 */
export function networkNames(trainings: readonly NamedTraining[]): string[] {
  const parts = trainings.map(({ strategy, batchSize, seed }) => [
    strategy,
    ...(batchSize === null ? [] : [`batches of ${batchSize}`]),
    ...(seed === null ? [] : [`seed ${seed}`]),
  ]);
  const differing = [0, 1, 2].filter(
    (part) => part === 0 || new Set(parts.map((each) => each[part])).size > 1,
  );
  const names = parts.map((each) => differing.flatMap((part) => each[part] ?? []).join(', '));
  return numbered(names);
}

/** Names unlike each other: those that are equal get their places among these. */
export function numbered(names: readonly string[]): string[] {
  return names.map((name, index) => {
    if (names.indexOf(name) === names.lastIndexOf(name)) return name;
    return `${name}, ${names.slice(0, index + 1).filter((other) => other === name).length}`;
  });
}
