import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseJson, writeWholeFile } from '@batchmates/artifact';
import { didYouMean, UserError } from '@batchmates/errors';
import { readModelFile, refuseFolded, type Model } from '@batchmates/onnx';
import { foldersIn } from '../folders-in.ts';
import { auditPipelineText, WRITTEN_BY } from './audit-pipeline.ts';
import type { ModelChoice } from './model-choice.ts';

/** What the pipeline of an audit is written from. */
export interface AuditPipelineRequest {
  readonly model: ModelChoice;
  readonly seed: number;
  readonly words: readonly string[];
  /** The workspace. */
  readonly root: string;
}

/** The protocol that arranges images as a kind of training batches did. */
const COMPOSITIONS: Readonly<Record<string, string>> = {
  random: 'random',
  balanced: 'balanced',
  pk: 'grouped',
  sorted: 'sorted',
  stream: 'stream',
};

/** Of a resized image, as torchvision's usual 224 of 256 pixels. */
const SEEN = 7 / 8;
const USUAL_SIDE = 224;

/** So many names stand in the pipeline file itself, more in a file beside it. */
const FEW_CLASSES = 30;

/**
 * Writes `pipelines/audit-<model>/pipeline.yaml`; gives its path. Throws a `UserError` when an option is missing or wrong, the model cannot be
 * audited, or the file there is somebody else's.
 */
export async function writeAuditPipeline({
  model: choice,
  seed,
  words,
  root,
}: AuditPipelineRequest): Promise<string> {
  const { images, batchSize } = required(choice);
  const composition = compositionOf(choice.trainedOn);
  const path = resolve(choice.file);
  const model = await readModelFile(path);
  refuseFolded(model, path);
  const name = nameOf(path);
  const folder = join(root, 'pipelines', name);
  const file = join(folder, 'pipeline.yaml');
  await refuseOthers(file);
  const classes =
    choice.classes === undefined ? await classesOf(model, images, path) : resolve(choice.classes);
  const [said, crop] = [windowSaid(model), choice.crop ?? sideOf(model)];
  const side = choice.resize ?? said ?? Math.round((crop ?? USUAL_SIDE) / SEEN);
  await mkdir(folder, { recursive: true });
  const isMany = Array.isArray(classes) && classes.length > FEW_CLASSES;
  const beside = join(folder, 'classes.txt');
  if (isMany) await writeWholeFile(beside, `${classes.join('\n')}\n`);
  const { mean, std, bgr, arrangements, limit, trainingImages, measuredAs, servedAs } = choice;
  const text = auditPipelineText({
    ...{ name, folder, side, model: path, images: resolve(images), classes: isMany ? beside : classes },
    importing: {
      resize: side,
      ...(said === undefined || choice.crop !== undefined ? { crop: crop ?? USUAL_SIDE } : {}),
      ...(mean !== undefined && { mean }),
      ...(std !== undefined && { std }),
      ...(bgr === true && { channelOrder: 'BGR' }),
    },
    reference: absolute(choice.reference),
    trainingImages: absolute(trainingImages),
    order: absolute(choice.order),
    auditing: {
      batchSize,
      statistics: trainingImages === undefined ? 'running' : 'population',
      measuredAs: measuredAs ?? composition,
      servedAs,
      ...(arrangements !== undefined && { arrangements }),
      ...(limit !== undefined && { images: limit }),
      seed,
    },
    words,
  });
  await writeWholeFile(file, text);
  return file;
}

function required({
  file,
  images,
  batchSize,
}: ModelChoice): Record<'images', string> & Record<'batchSize', number> {
  if (images !== undefined && batchSize !== undefined) return { images, batchSize };
  throw new UserError({
    code: 'audit/options',
    what: `batchmates audit ${file}`,
    expected: '--images <folder> and --batch-size <images>',
    received:
      [images === undefined ? [] : '--images', batchSize === undefined ? [] : '--batch-size'].flat().join() ||
      'neither',
    remedy:
      'images as <class>/<image>; the batch size of training, for smaller batches cost accuracy whatever a network has learnt',
  });
}

function compositionOf(trainedOn: string): string {
  const known = Object.keys(COMPOSITIONS);
  if (known.includes(trainedOn)) return COMPOSITIONS[trainedOn]!;
  throw new UserError({
    code: 'audit/options',
    what: `option --trained-on ${trainedOn}`,
    expected: known.join(', '),
    remedy: didYouMean(trainedOn, known),
  });
}

function nameOf(path: string): string {
  const words = basename(path, extname(path)).replaceAll(/[^A-Za-z0-9_-]+/g, '-');
  return `audit-${words}`.slice(0, 100);
}

async function refuseOthers(file: string): Promise<void> {
  if (!existsSync(file) || (await readFile(file, 'utf8')).includes(WRITTEN_BY)) return;
  throw new UserError({
    code: 'audit/name-taken',
    what: `pipeline file ${file}`,
    expected: 'none, or one that batchmates audit wrote',
    received: 'another one',
    remedy: 'rename the model file or the folder of that pipeline',
  });
}

/**
 * The names of a model's outputs: `undefined` where its file names them, else the class folders of the images, sorted, as PyTorch's ImageFolder
 * counts them.
 */
async function classesOf(
  { output, metadata }: Model,
  images: string,
  path: string,
): Promise<readonly string[] | undefined> {
  const names = (await foldersIn(images)).map((folder) => basename(folder)).sort();
  if (names.length < 2) {
    throw new UserError({
      code: 'audit/images',
      what: `option --images ${images}`,
      expected: 'a folder with two or more class folders of images',
      received: names.length === 0 ? 'none' : `one, ${names[0]}`,
    });
  }
  if (metadata.has('classes')) return undefined;
  const outputs = output.shape[1];
  if (typeof outputs !== 'number' || outputs === names.length) return names;
  throw new UserError({
    code: 'audit/classes',
    what: `class folders in ${images}`,
    expected: `${outputs}, the outputs of ${basename(path)}`,
    received: `${names.length}`,
    remedy: 'give images of all its classes, a folder for each',
  });
}

/** Side of the window that an export of ours says it sees. */
function windowSaid({ metadata }: Model): number | undefined {
  const said = parseJson(metadata.get('preprocessing') ?? '') as
    { window?: { height?: unknown } } | undefined;
  const height = said?.window?.height;
  return typeof height === 'number' ? height : undefined;
}

/** Side of a model's input, where it is fixed: the third axis is a side whichever axis the channels are on. */
function sideOf({ input }: Model): number | undefined {
  const side = input.shape[2];
  return typeof side === 'number' ? side : undefined;
}

function absolute(file: string | undefined): string | undefined {
  return file === undefined ? undefined : resolve(file);
}
