/** What sizes of batches depend on. */
export interface SizeRequest {
  /** Images wanted in a batch. */
  readonly batchSize: number;
  readonly classes: number;
  /** Class index of every image. */
  readonly labels: ArrayLike<number>;
}

/** Composition of a balanced batch; `classesPerBatch` is absent where all classes meet. */
export interface BalancedSizes {
  readonly samplesPerClass: number;
  readonly classesPerBatch?: number;
}

/**
 * The balanced batches nearest to `batchSize` images: as many classes as images where there are more classes, else the nearest whole number of
 * images of each class, and no more than the smallest class has. What is `given` stays.
 */
export function balancedSizes(
  { batchSize, classes, labels }: SizeRequest,
  given: Readonly<Record<string, unknown>> = {},
): BalancedSizes {
  const { samplesPerClass: samples, classesPerBatch: together } = given as {
    readonly samplesPerClass?: number;
    readonly classesPerBatch?: number;
  };
  const wanted = together ?? Math.min(classes, Math.max(1, Math.round(batchSize / (samples ?? 1))));
  const smallest = Math.max(1, Math.min(...countsOf({ classes, labels })));
  const samplesPerClass = samples ?? Math.min(smallest, Math.max(1, Math.round(batchSize / wanted)));
  return { samplesPerClass, ...(wanted < classes && { classesPerBatch: wanted }) };
}

/** Images of each class in a batch of metric learning, the usual number first. */
const USUAL_SAMPLES = [4, 2, 8, 3, 5, 6];

/** P classes x K samples of `batchSize` images: K is 4 where that goes, as is usual, else the next that does, else as in balanced batches. */
export function groupedSizes(
  request: SizeRequest,
  given: Readonly<Record<string, unknown>> = {},
): { readonly classes?: number; readonly samples: number } {
  const { batchSize } = request;
  const counts = countsOf(request).filter((count) => count > 0);
  const [most, smallest] = [counts.length, Math.min(...counts)];
  const { classes: together, samples } = given as { readonly classes?: number; readonly samples?: number };
  const fits = (each: number) => batchSize % each === 0 && batchSize / each <= most && each <= smallest;
  const usual = together === undefined && samples === undefined ? USUAL_SAMPLES.find(fits) : undefined;
  if (usual !== undefined) return { classes: batchSize / usual, samples: usual };
  const wanted = together ?? Math.min(most, Math.max(1, Math.round(batchSize / (samples ?? 1))));
  return {
    classes: wanted,
    samples: samples ?? Math.min(smallest, Math.max(1, Math.round(batchSize / wanted))),
  };
}

/** Images of the smallest class that has any. */
export function smallestClass(request: Pick<SizeRequest, 'classes' | 'labels'>): number {
  return Math.min(...countsOf(request).filter((count) => count > 0));
}

/** Images of every class. */
function countsOf({ classes, labels }: Pick<SizeRequest, 'classes' | 'labels'>): number[] {
  const counts = Array<number>(classes).fill(0);
  for (let image = 0; image < labels.length; image++) counts[labels[image]!]! += 1;
  return counts;
}
