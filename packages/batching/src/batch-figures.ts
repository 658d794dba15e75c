/** Classes of images, by index. */
export interface LabelsOfImages {
  /** `[images]`, each below `classes`. */
  readonly labels: Uint32Array;
  readonly classes: number;
}

/** How classes meet in batches: means over batches. */
export interface BatchFigures {
  readonly batches: number;
  /** Distinct classes in a batch. */
  readonly distinctClasses: number;
  /** Pairs of images of one class in a batch. */
  readonly sameClassPairs: number;
  /** Share of batches that lack at least one class, 0-1. */
  readonly lackingBatches: number;
  /** Share of neighbours that have one class, 0-1, in the order of the places, whatever the batch. */
  readonly sameClassNeighbours: number;
}

/** Counts them for places of the classes `own`, cut into batches at `offsets`. */
export function figuresOf(own: Uint32Array, offsets: Uint32Array, classes: number): BatchFigures {
  const batches = offsets.length - 1;
  const counts = new Uint32Array(classes);
  let [distinct, pairs, lacking, neighbours] = [0, 0, 0, 0];
  for (let batch = 0; batch < batches; batch++) {
    const [begin, end] = [offsets[batch]!, offsets[batch + 1]!];
    let present = 0;
    for (let place = begin; place < end; place++) {
      const before = counts[own[place]!]!++;
      // A further image of a class makes a pair with each before it.
      pairs += before;
      if (before === 0) present++;
    }
    for (let place = begin; place < end; place++) counts[own[place]!] = 0;
    distinct += present;
    if (present < classes) lacking++;
  }
  for (let place = 1; place < own.length; place++) if (own[place] === own[place - 1]) neighbours++;
  const mean = (sum: number) => (batches === 0 ? 0 : sum / batches);
  return {
    batches,
    distinctClasses: mean(distinct),
    sameClassPairs: mean(pairs),
    lackingBatches: mean(lacking),
    sameClassNeighbours: own.length < 2 ? 0 : neighbours / (own.length - 1),
  };
}
