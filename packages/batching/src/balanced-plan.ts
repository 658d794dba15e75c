import { randomStream, shuffle, type RandomKey, type RandomStream } from '@batchmates/random';
import { match } from 'ts-pattern';
import { planOf, type BatchPlan, type Seat } from './batch-plan.ts';
import { imagesByClass } from './classes.ts';
import { planError, type Remainder } from './options.ts';

/** What a balanced arrangement is made from; `seed` and `key` name its randomness. */
export interface BalancedRequest {
  readonly labels: Uint16Array;
  readonly classes: number;
  readonly seed: number;
  readonly key: RandomKey;
}

/** The composition of every batch. */
export interface BalancedOptions {
  readonly samplesPerClass: number;
  readonly classesPerBatch: number;
  readonly remainder: Remainder;
}

/**
 * Balanced batches over all images: each has exactly `samplesPerClass` images of each of `classesPerBatch`
 * classes. Every class sends equally many groups of `samplesPerClass`: with `wrap` as many as the largest class
 * needs, the shorter ones drawing images again as fillers; with `drop` as many as the smallest class can fill; with
 * `error` the classes must come out even. Throws a `UserError` when a class is empty or does not come out even.
 */
export function balancedPlan(request: BalancedRequest, options: BalancedOptions): BatchPlan {
  const { classes, seed, key } = request;
  const { samplesPerClass, classesPerBatch, remainder } = options;
  if (classesPerBatch > classes) {
    throw planError('option classesPerBatch', {
      expected: `at most the ${classes} classes there are`,
      received: String(classesPerBatch),
    });
  }
  const members = imagesByClass(request, { everyClass: true });
  const groups = groupsPerClass(
    members.map(({ length }) => length),
    { samplesPerClass, remainder },
  );
  const stream = randomStream(seed, ...key);
  const decks = members.map((images, label) => new Deck(images, stream.split('class', label)));
  const sizes = { classes, classesPerBatch, rounds: groups };
  return planOf(
    classesOfBatches(sizes, stream.split('classes'), remainder).map((chosen) =>
      chosen.flatMap((label) => decks[label]?.draw(samplesPerClass) ?? []),
    ),
  );
}

/** The images of one class, dealt in random order; once all are dealt, further ones are fillers. */
class Deck {
  readonly #images: readonly number[];
  readonly #stream: RandomStream;
  #order: number[] = [];
  #dealt = 0;

  constructor(images: readonly number[], stream: RandomStream) {
    this.#images = images;
    this.#stream = stream;
  }

  draw(count: number): Seat[] {
    return Array.from({ length: count }, () => {
      if (this.#order.length === 0) this.#order = shuffle([...this.#images], this.#stream);
      return { image: this.#order.pop() ?? 0, filler: this.#dealt++ >= this.#images.length };
    });
  }
}

function groupsPerClass(
  counts: readonly number[],
  { samplesPerClass, remainder }: { readonly samplesPerClass: number; readonly remainder: Remainder },
): number {
  const [smallest, largest] = [Math.min(...counts), Math.max(...counts)];
  return match(remainder)
    .with('wrap', () => Math.ceil(largest / samplesPerClass))
    .with('drop', () => Math.floor(smallest / samplesPerClass))
    .with('error', () => {
      if (smallest === largest && smallest % samplesPerClass === 0) return smallest / samplesPerClass;
      throw planError('balanced batches', {
        expected: `equally many images of every class, a multiple of ${samplesPerClass}`,
        received: `${smallest} to ${largest} per class`,
        remedy: 'set remainder to drop or wrap',
      });
    })
    .exhaustive();
}

/**
 * Which classes meet in each batch: `rounds` random orders of all classes, one after the other, cut into batches. A
 * batch that spans two rounds gets no class twice, because the later round begins with classes it does not have.
 */
function classesOfBatches(
  { classes, classesPerBatch, rounds }: { classes: number; classesPerBatch: number; rounds: number },
  stream: RandomStream,
  remainder: Remainder,
): number[][] {
  const all = Array.from({ length: classes }, (_, label) => label);
  // Every batch holds every class: the order means nothing, and class order reads best.
  if (classesPerBatch === classes) return Array.from({ length: rounds }, () => all);
  const batches: number[][] = [];
  let open: number[] = [];
  const dealRound = () => {
    const order = shuffle([...all], stream);
    const fresh = order.filter((label) => !open.includes(label)).slice(0, classesPerBatch - open.length);
    for (const label of [...fresh, ...order.filter((label) => !fresh.includes(label))]) {
      open.push(label);
      if (open.length < classesPerBatch) continue;
      batches.push(open);
      open = [];
    }
  };
  for (let round = 0; round < rounds; round++) dealRound();
  if (open.length === 0) return batches;
  return match(remainder)
    .with('drop', () => batches)
    .with('wrap', () => {
      const taken = shuffle(
        all.filter((label) => !open.includes(label)),
        stream,
      );
      return [...batches, [...open, ...taken.slice(0, classesPerBatch - open.length)]];
    })
    .with('error', () => {
      throw planError('option classesPerBatch', {
        expected: `a divisor of ${rounds * classes} groups of images`,
        received: String(classesPerBatch),
        remedy: 'or set remainder to drop or wrap',
      });
    })
    .exhaustive();
}
