import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '@batchmates/errors';
import { modelFacts, readModelFile, refuseFolded, saidByExport, type Model } from '@batchmates/onnx';
import { foldersIn } from '../folders-in.ts';
import type { CheckedChoice } from './checked-choice.ts';
import type { ModelChoice } from './model-choice.ts';

/** What the pipeline of an audit has to know of the model. */
export interface AuditedModel {
  /** Absolute. */
  readonly path: string;
  /** Names of the outputs: a file, or a list; absent: the model names them itself. */
  readonly classes: string | readonly string[] | undefined;
  /** Sides in pixels: of the images once resized, and of their middle that it sees; the latter is absent where the model says it. */
  readonly resize: number;
  readonly crop: number | undefined;
  /** Whether it takes grey images. */
  readonly isGrey: boolean;
}

/** Of a resized image, as torchvision's usual 224 of 256 pixels; smaller images are shown whole. */
const SEEN = 7 / 8;
const LARGE = 128;
const USUAL_SIDE = 224;

/** What folders of splits are called. */
const SPLITS = ['train', 'training', 'val', 'valid', 'validation', 'test'];

/**
 * Reads the model that is to be audited. Throws a `UserError` when it cannot be, has other classes than the images have folders, or has no fixed
 * statistics and no training images to pool some over.
 */
export async function auditedModel(choice: CheckedChoice): Promise<AuditedModel> {
  const path = resolve(choice.file);
  const model = await readModelFile(path);
  refuseFolded(model, path);
  refuseWithoutStatistics(model, choice);
  await refuseLargeBatches(choice);
  const window = saidByExport(model).preprocessing?.window.height;
  const sides = sidesOf(model);
  const isOblong = new Set(sides).size > 1;
  const crop = choice.crop ?? (isOblong ? undefined : sides[0]);
  const seen = crop ?? (isOblong ? Math.max(...sides) : USUAL_SIDE);
  // Of an oblong model, too: one side would distort what it sees.
  const saysWindow = window !== undefined || isOblong;
  return {
    path,
    classes: choice.classes === undefined ? await classesOf(model, choice) : resolve(choice.classes),
    resize:
      choice.resize ??
      (crop === undefined ? window : undefined) ??
      (seen < LARGE ? seen : Math.round(seen / SEEN)),
    crop: saysWindow && choice.crop === undefined ? undefined : seen,
    isGrey: channelsOf(model) === 1,
  };
}

function refuseWithoutStatistics({ batchNorms }: Model, { file, trainingImages }: ModelChoice): void {
  const ofBatch = batchNorms.filter(({ moments }) => moments === undefined);
  if (ofBatch.length === 0 || trainingImages !== undefined) return;
  throw new UserError({
    code: 'audit/no-statistics',
    what: `${ofBatch.length} batch norms of ${file} (${ofBatch[0]!.name} ...)`,
    expected: 'fixed statistics in the file, to compare with',
    received: 'none: they normalise with their batch',
    remedy: 'add --training-images <folder>, over which some are pooled',
  });
}

/** Throws a `UserError` (`audit/batch-size`) when there are fewer files than images in a batch: images are read only when the pipeline runs. */
async function refuseLargeBatches({ images, batchSize, limit = Infinity }: CheckedChoice): Promise<void> {
  const folders = await foldersIn(images);
  const files = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })));
  const count = Math.min(limit, files.flat().length);
  if (folders.length < 2 || batchSize <= count) return;
  throw new UserError({
    code: 'audit/batch-size',
    what: `option --batch-size ${batchSize}`,
    expected: `at most the ${count} images that are tested, or one would meet itself`,
    received: String(batchSize),
    remedy: 'test on more images',
  });
}

/** The names of a model's outputs: those of its file, else the class folders of the images, sorted, as PyTorch's ImageFolder counts them. */
async function classesOf(
  model: Model,
  { images, file }: CheckedChoice,
): Promise<readonly string[] | undefined> {
  const names = (await foldersIn(images)).map((folder) => basename(folder)).sort();
  if (names.length < 2) {
    throw new UserError({
      code: 'audit/images',
      what: `option --images ${images}`,
      expected: 'a folder with two or more class folders of images',
      received: names.length === 0 ? 'none' : `one, ${names[0]}`,
      remedy: 'give the folder of one split, as <class>/<image>',
    });
  }
  if (names.every((name) => SPLITS.includes(name)) && (await foldersIn(join(images, names[0]!))).length > 0) {
    throw new UserError({
      code: 'audit/images',
      what: `option --images ${images}`,
      expected: 'the folder of one split, as <class>/<image>',
      received: `one of splits, ${names.join(', ')}`,
      remedy: `give one of them, e.g. --images ${join(images, names.find((name) => name !== 'train') ?? names[0]!)}`,
    });
  }
  if (saidByExport(model).classes !== undefined) return undefined;
  const outputs = model.output.shape[1];
  if (typeof outputs !== 'number' || outputs === names.length) return names;
  if (outputs === 1) {
    throw new UserError({
      code: 'audit/classes',
      what: `outputs of ${basename(file)}`,
      expected: 'a number for each class',
      received: 'one number',
      remedy: 'of a sigmoid of two classes export both logits: torch.cat([-z, z], 1) / 2',
    });
  }
  throw new UserError({
    code: 'audit/classes',
    what: `class folders in ${images}`,
    expected: `${outputs}, the outputs of ${basename(file)}`,
    received: `${names.length}`,
    remedy: 'give images of all its classes, a folder for each',
  });
}

/** Height and width of a model's input, where they are fixed. */
function sidesOf(model: Model): readonly number[] {
  const axes = modelFacts(model).layout === 'NHWC' ? [1, 2] : [2, 3];
  return axes.map((axis) => model.input.shape[axis]).filter((side) => typeof side === 'number');
}

function channelsOf(model: Model): number | string | undefined {
  return model.input.shape[modelFacts(model).layout === 'NHWC' ? 3 : 1];
}
