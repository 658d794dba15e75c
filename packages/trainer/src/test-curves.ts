import { centreView, type Crop } from '@batchmates/augmentation';
import type { Composition } from '@batchmates/batching';
import { splitFromShared, type DatasetInfo, type PixelNormalisation, type Split } from '@batchmates/dataset';
import type { InferenceProgram } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { balanced, openTestImages, predict, standard, type TestImages } from '@batchmates/protocols';
import { randomStream, shuffle } from '@batchmates/random';

/** The two test errors of the paper's Figure 2, shares of images 0-1. */
export interface TestErrors {
  /** Single images under running statistics. */
  readonly errorStandardRunning: number;
  /** Balanced batches under their own statistics. */
  readonly errorBalancedBatch: number;
}

/** What the curves are measured on. */
export interface TestCurvesOptions {
  readonly split: Split;
  readonly info: DatasetInfo;
  /** With which the network sees images. */
  readonly normalisation: PixelNormalisation;
  readonly crop: Crop;
  readonly seed: number;
  /** Images used; absent: all. */
  readonly images?: number | undefined;
  /** Images per forward pass of standard inference. */
  readonly batchSize: number;
  /** Of the training batches: where they were balanced, the curves' balanced batches are composed alike. */
  readonly composition: Composition;
}

/** Measures test errors on the central crop during training. */
export class TestCurves {
  readonly #options: TestCurvesOptions;
  readonly #images: TestImages;
  readonly #balanced;

  /** Throws a `UserError` when the split cannot be arranged in balanced batches (a class without enough images). */
  constructor(options: TestCurvesOptions) {
    const { images, seed, info, crop, normalisation } = options;
    const composition = balanced.options.parse(balancedAs(options.composition));
    const { samplesPerClass: atLeast } = composition;
    const split = images === undefined ? options.split : sample(options.split, { images, atLeast, seed });
    this.#options = options;
    this.#balanced = composition;
    const { labels } = split;
    const classes = info.classNames.length;
    try {
      balanced.arrange({ labels, classes, seed, view: 0, rearrangement: 0 }, this.#balanced);
    } catch (cause) {
      if (!(cause instanceof UserError)) throw cause;
      const what = `curves of the test error, in balanced batches: ${cause.message}`;
      throw new UserError({
        code: 'trainer/curves',
        what,
        remedy: 'or train without them: evaluateEvery: 0',
        cause,
      });
    }
    this.#images = openTestImages({ split, info, crop, normalisation, views: [centreView] });
  }

  /** Both errors of a program as it is now; changes nothing in it. */
  async measure(program: InferenceProgram, signal: AbortSignal): Promise<TestErrors> {
    const { seed, batchSize } = this.#options;
    const request = { program, images: this.#images, seed, signal };
    const single = { statistics: 'running', batchSize } as const;
    return {
      errorStandardRunning: errorOf(await predict({ ...request, protocol: standard, options: single })),
      errorBalancedBatch: errorOf(await predict({ ...request, protocol: balanced, options: this.#balanced })),
    };
  }

  async close(): Promise<void> {
    await this.#images.close();
  }
}

/** Options of protocol `balanced` that compose test batches as training batches were, where those were balanced. */
function balancedAs(composition: Composition): Record<string, unknown> {
  if (composition.kind !== 'balanced') return {};
  const { samplesPerClass, classesPerBatch } = composition;
  return { samplesPerClass, classesPerBatch };
}

interface Sample {
  readonly images: number;
  /** Images of each class at least, where it has so many: fewer would not fill a balanced batch. */
  readonly atLeast: number;
  readonly seed: number;
}

/** About `images` images of a split, as many of each class as the split's shares allow, in its order. */
function sample(split: Split, { images, atLeast, seed }: Sample): Split {
  const classes = new Map<number, number[]>();
  for (const [index, label] of split.labels.entries()) {
    const members = classes.get(label);
    if (members === undefined) classes.set(label, [index]);
    else members.push(index);
  }
  const chosen = [...classes].flatMap(([label, members]) => {
    const share = Math.max(atLeast, Math.round((images * members.length) / split.length));
    return shuffle(members, randomStream(seed, 'curve images', label)).slice(0, share);
  });
  chosen.sort((a, b) => a - b);
  const { shared } = split;
  return splitFromShared({
    ...shared,
    ids: chosen.map((index) => split.id(index)),
    labels: Uint16Array.from(chosen, (index) => shared.labels[index]!),
    trueLabels: shared.trueLabels && Uint16Array.from(chosen, (index) => shared.trueLabels![index]!),
    shard: Uint16Array.from(chosen, (index) => shared.shard[index]!),
    start: Uint32Array.from(chosen, (index) => shared.start[index]!),
    bytes: Uint32Array.from(chosen, (index) => shared.bytes[index]!),
  });
}

function errorOf({
  labels,
  predicted,
}: {
  readonly labels: Uint16Array;
  readonly predicted: Uint16Array;
}): number {
  return (
    labels.reduce((errors, label, image) => errors + (predicted[image] === label ? 0 : 1), 0) / labels.length
  );
}
