import { openDataset, type Dataset, type Split } from '@batchmates/dataset';
import { didYouMean, UserError } from '@batchmates/errors';
import { randomStream, type RandomStream } from '@batchmates/random';
import type { OpenedSource, SourceContext } from '../source/source.ts';
import type { StageInputs } from '@batchmates/stage';
import { drawImages, imagesByClass, type ImagesByClass } from './draw-images.ts';
import { imagesPerClass } from './images-per-class.ts';
import { keptClasses } from './kept-classes.ts';
import { confusionOf, drawLabel } from './noisy-labels.ts';
import type { SubsetParams } from './subset-params.ts';

/** Draws the images. Throws a `UserError` for classes that are not there, or have too few images. */
export async function openSubset({
  params,
  inputs,
}: SourceContext<
  SubsetParams,
  StageInputs<{ readonly dataset: { readonly type: 'dataset' } }>
>): Promise<OpenedSource> {
  const dataset = await openDataset(inputs.dataset.directory);
  const stream = randomStream(params.seed, 'subset');
  const kept = keptClasses({ classNames: dataset.info.classNames, wanted: params.classes, stream });
  const classNames = kept.map((label) => dataset.info.classNames[label]!);
  const parts = await drawParts({ dataset, kept, classNames, params, stream });
  const noise = labelNoiseOf(params.labelNoise, { parts, classes: classNames.length });
  const { shape, padding, encoding, normalisation } = dataset.info;
  const wrong: Record<string, number> = {};
  return {
    description: `${dataset.info.description}, a subset`,
    classNames,
    encoding,
    image: { ...shape, height: shape.height - 2 * padding, width: shape.width - 2 * padding },
    padding,
    copied: normalisation,
    splits: Object.fromEntries(parts.map(({ name, images }) => [name, images.flat().length])),
    async *rows() {
      for (const { name, split, images } of parts) {
        const confusion = noise(name);
        for (const [index, given] of labelsOf(images)) {
          const row = { split: name, id: split.id(index), image: split.image(index) };
          // By the image's name: its label is the same in every subset.
          const label =
            confusion === undefined ? given : drawLabel(confusion[given]!, stream.split('label', row.id));
          if (confusion === undefined && split.trueLabels === undefined) {
            yield { ...row, label };
            continue;
          }
          const trueLabel = split.trueLabels === undefined ? given : kept.indexOf(split.trueLabels[index]!);
          wrong[name] = (wrong[name] ?? 0) + (label === trueLabel ? 0 : 1);
          yield { ...row, label, trueLabel };
        }
      }
    },
    report: () => ({
      perClass: Object.fromEntries(
        parts.map(({ name, images }) => [name, images.map(({ length }) => length)]),
      ),
      ...(Object.keys(wrong).length > 0 && { wrongLabels: wrong }),
    }),
  };
}

/** The chances of labels of a split, by its name; undefined where it keeps its labels. Throws a `UserError` when a split is asked for that is none. */
function labelNoiseOf(
  noise: SubsetParams['labelNoise'],
  { parts, classes }: { readonly parts: readonly Part[]; readonly classes: number },
): (split: string) => ReturnType<typeof confusionOf> | undefined {
  if (noise === undefined) return () => undefined;
  const names = parts.map(({ name }) => name);
  const unknown = noise.splits.find((split) => !names.includes(split));
  if (unknown !== undefined) {
    throw new UserError({
      code: 'ingestion/label-noise',
      what: 'labelNoise.splits',
      expected: `splits of the subset: ${names.join(', ')}`,
      received: unknown,
      remedy: didYouMean(unknown, names),
    });
  }
  const confusion = confusionOf(noise, classes);
  return (split) => (noise.splits.includes(split) ? confusion : undefined);
}

/** Throws a `UserError` when the true class of an image, whose label was made wrong, is not kept. */
function assertTrueClasses({ split, images }: Part, kept: readonly number[]): void {
  const { trueLabels } = split;
  const gone = images.flat().find((index) => trueLabels !== undefined && !kept.includes(trueLabels[index]!));
  if (gone === undefined) return;
  throw new UserError({
    code: 'ingestion/subset',
    what: `classes: image ${split.id(gone)}`,
    expected: 'its true class among those kept, as its label was made wrong',
    received: 'another one',
    remedy: 'choose classes first, and make labels wrong in a subset of that',
  });
}

/** A split of the subset. */
interface Part {
  readonly name: string;
  /** The images come from this one. */
  readonly split: Split;
  readonly images: ImagesByClass;
}

interface Drawing {
  readonly dataset: Dataset;
  /** Labels of the classes kept. */
  readonly kept: readonly number[];
  readonly classNames: readonly string[];
  readonly params: SubsetParams;
  readonly stream: RandomStream;
}

async function drawParts({ dataset, kept, classNames, params, stream }: Drawing): Promise<Part[]> {
  const { validation } = params;
  const read = async (name: string) => {
    const split = await dataset.split(name);
    const all = imagesByClass(split.labels, dataset.info.classNames.length);
    return { split, images: kept.map((label) => all[label]!) };
  };
  const train = await read('train');
  const cut =
    validation === undefined
      ? undefined
      : drawImages({
          ...{ images: train.images, classNames },
          counts: shares(train.images, validation.fraction),
          stream: stream.split('validation'),
        });
  const left = cut === undefined ? train.images : without(train.images, cut);
  const draw = (images: ImagesByClass, parameter: 'trainPerClass' | 'testPerClass') => {
    const available = images.map(({ length }) => length);
    const counts = imagesPerClass({ wanted: params[parameter], parameter, available, classNames });
    return drawImages({ images, classNames, counts, stream: stream.split(parameter) });
  };
  const keepsTest = validation?.as !== 'test' && dataset.splits.includes('test');
  if (params.testPerClass !== undefined && !keepsTest) throw noTestSplit(validation?.as === 'test');
  const parts: Part[] = [{ name: 'train', split: train.split, images: draw(left, 'trainPerClass') }];
  if (cut !== undefined) parts.push({ name: validation!.as, split: train.split, images: cut });
  if (keepsTest) {
    const test = await read('test');
    parts.push({ name: 'test', split: test.split, images: draw(test.images, 'testPerClass') });
  }
  // Of a data set that is a subset itself.
  for (const name of dataset.splits.filter((each) => each !== 'train' && each !== 'test')) {
    if (name === validation?.as) throw splitTaken(name);
    parts.push({ name, ...(await read(name)) });
  }
  assertImages(parts, classNames);
  for (const part of parts) assertTrueClasses(part, kept);
  return parts;
}

/** The number of test images says nothing of a validation split, whose size is its share. */
function noTestSplit(replaced: boolean): UserError {
  return new UserError({
    code: 'ingestion/subset',
    what: 'testPerClass',
    expected: 'a test split of the data set to draw from',
    received: replaced ? 'none that is kept, as the validation split takes its place' : 'none',
    remedy: replaced ? 'leave testPerClass out and choose validation.fraction' : 'leave testPerClass out',
  });
}

function splitTaken(name: string): UserError {
  return new UserError({
    code: 'ingestion/subset',
    what: 'validation',
    expected: `a data set without a split ${name}`,
    received: 'one that has it',
    remedy: 'take the data set from which that was cut off, or leave validation out',
  });
}

/** Images of each class to cut off: to the nearest, at least one. */
function shares(images: ImagesByClass, fraction: number): number[] {
  return images.map(({ length }) => Math.max(1, Math.round(length * fraction)));
}

function without(images: ImagesByClass, cut: ImagesByClass): ImagesByClass {
  return images.map((all, label) => {
    const gone = new Set(cut[label]);
    return all.filter((index) => !gone.has(index));
  });
}

function assertImages(parts: readonly Part[], classNames: readonly string[]): void {
  for (const { name, images } of parts) {
    const empty = images.findIndex(({ length }) => length === 0);
    if (empty < 0) continue;
    throw new UserError({
      code: 'ingestion/empty-class',
      what: `class ${classNames[empty]} of ${name}`,
      expected: 'an image',
      received: 'none is left',
      remedy: 'cut off a smaller share for validation, or keep classes with more images',
    });
  }
}

/** Index and label of every image of a part, in the order of its split. */
function labelsOf(images: ImagesByClass): readonly (readonly [index: number, label: number])[] {
  return images
    .flatMap((indices, label) => indices.map((index) => [index, label] as const))
    .sort(([a], [b]) => a - b);
}
