import { join, resolve } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import {
  colourSums,
  createDatasetWriter,
  type DatasetWriter,
  type DatasetWriterOptions,
} from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { ProgressBar, StageContext, StageReport } from '@batchmates/stage';
import type { z } from 'zod';
import { decodeAll, type SkippedImage } from '../images/decode-all.ts';
import { decodeImage, encodeJpeg, reencodeJpeg, type Fit } from '../images/decode-image.ts';
import { writeSkipped } from '../images/write-skipped.ts';
import { finishedPart, readPart, writePart, type ClassPart, type PreparedImage } from './class-part.ts';
import { readClassSample, type ClassSample, type SampledClass } from './class-sample.ts';
import type { imagenetParams } from './imagenet.ts';
import type { ImagePlace } from './open-source.ts';
import { openSplits, type ImagenetSplits } from './open-splits.ts';
import { PlaceReader } from './read-place.ts';

/** Of a photograph's pixels, neighbours are alike: one in so many gives the statistics as well and costs less. */
const STATISTICS_STEP = 5;

/** Images of a class, at least and evenly spread, that count when images become JPEGs: the others' pixels stay in libvips. */
const STATISTICS_IMAGES = 50;

type Context = StageContext<
  z.output<typeof imagenetParams>,
  unknown,
  { readonly sample: Artifact | undefined }
>;

/** Decodes the sampled classes one after the other, each on all cores, and writes them to shards as they come. */
export async function ingestImagenet(context: Context): Promise<StageReport> {
  const { params, output, scratch, pipelineDirectory, progress } = context;
  const sample = await readSample(context);
  const writer = createDatasetWriter(writerOptions(context, sample));
  const splits = await openSplits(params.source, pipelineDirectory);
  const total = sample.classes.reduce((sum, { train, test }) => sum + train.length + test.length, 0);
  const bar = progress.start({ label: sample.title, total, unit: 'images' });
  const skipped: SkippedImage[] = [];
  let resumed = 0;
  try {
    for (const [label, one] of sample.classes.entries()) {
      const target: Target = { writer, label, bar };
      const finished = await finishedPart(scratch, one.wnid);
      const part = finished ?? (await ingestClass(one, splits, target, context));
      skipped.push(...part.skipped);
      if (finished === undefined) continue;
      resumed++;
      for await (const image of readPart(scratch, one.wnid, finished)) await addImage(target, image);
    }
    await writer.finish();
  } finally {
    bar.stop();
    await writer.close();
  }
  await writeSkipped(output, skipped, progress);
  return { images: total - skipped.length, skipped: skipped.length, classesResumed: resumed };
}

/** Where the images of a class go. */
interface Target {
  readonly writer: DatasetWriter;
  readonly label: number;
  readonly bar: ProgressBar;
}

async function readSample({ params, inputs, pipelineDirectory }: Context): Promise<ClassSample> {
  const connected = inputs.sample;
  if (connected !== undefined && params.sample === undefined) {
    return readClassSample(join(connected.directory, 'sample.json'));
  }
  if (connected === undefined && params.sample !== undefined) {
    return readClassSample(resolve(pipelineDirectory, params.sample));
  }
  throw new UserError({
    code: 'imagenet/sample',
    what: 'ingestion/imagenet',
    expected: 'a sample: `in: { sample: <an ingestion/sample-classes stage> }` or `with: { sample: <file> }`',
    received: connected === undefined ? 'none' : 'both',
  });
}

function writerOptions({ params, output }: Context, sample: ClassSample): DatasetWriterOptions {
  const { size, store, pad } = params;
  if (store === 'raw' ? size === null : pad !== 0) {
    throw new UserError({
      code: 'imagenet/store',
      what: `store: ${store}`,
      expected:
        store === 'raw' ? 'a size: raw images have one shape' : 'pad: 0, since JPEGs cannot be padded',
      received: store === 'raw' ? 'size: null' : `pad: ${pad}`,
    });
  }
  const side = size ?? 256;
  return {
    directory: output,
    description: sample.title,
    classNames: sample.classes.map(({ name }) => name),
    encoding: store === 'raw' ? 'raw' : 'encoded',
    image: { height: side, width: side, channels: 3 },
    padding: pad,
  };
}

interface PlannedImage {
  readonly split: 'train' | 'test';
  readonly id: string;
  readonly place: ImagePlace;
  /** Whether its pixels count in the statistics of the data set. */
  readonly counted: boolean;
}

type Prepared = Omit<PreparedImage, 'split' | 'id'>;

async function ingestClass(
  one: SampledClass,
  splits: ImagenetSplits,
  target: Target,
  { params, scratch, signal }: Context,
): Promise<ClassPart> {
  const skipped: SkippedImage[] = [];
  const reader = new PlaceReader();
  const images = decodeAll<PlannedImage, Prepared>({
    items: [...(await plan(one, 'train', splits)), ...(await plan(one, 'test', splits))],
    nameOf: ({ id }) => id,
    decode: async (image) => prepare(await reader.read(image.place), image, params),
    onBadImage: params.onBadImage,
    onSkip: (image) => skipped.push(image),
    signal,
  });
  try {
    return await writePart(scratch, one.wnid, addAll(target, images), skipped);
  } finally {
    await reader.close();
  }
}

/** Where the sampled images of a class lie; throws a `UserError` for one that the source lacks. */
async function plan(
  one: SampledClass,
  split: 'train' | 'test',
  splits: ImagenetSplits,
): Promise<PlannedImage[]> {
  const places = new Map((await splits[split].images(one.wnid)).map(({ name, place }) => [name, place]));
  const every = Math.max(1, Math.floor(one.train.length / STATISTICS_IMAGES));
  return one[split].map((name, position) => {
    const place = places.get(name);
    const counted = split === 'train' && position % every === 0;
    if (place !== undefined) return { split, id: `${one.wnid}/${name}`, place, counted };
    throw new UserError({
      code: 'imagenet/missing-image',
      what: `class ${one.wnid} of ${splits[split].path}`,
      expected: `image ${name} of the sample`,
      received: 'no such image',
      remedy: 'run ingestion/sample-classes on this source',
    });
  });
}

async function prepare(
  bytes: Uint8Array,
  { split, counted }: PlannedImage,
  params: Context['params'],
): Promise<Prepared> {
  const { store, quality } = params;
  const fit = fitOf(params);
  if (store === 'jpeg' && !counted) {
    const data = await reencodeJpeg(bytes, fit, quality);
    return { data, bytes: data.length };
  }
  const decoded = await decodeImage(bytes, fit);
  const data = store === 'raw' ? decoded.data : await encodeJpeg(decoded, quality);
  const colour = split === 'train' ? { colour: colourSums(decoded.data, 3, STATISTICS_STEP) } : {};
  return { data, bytes: data.length, ...colour };
}

function fitOf({ size, store }: Context['params']): Fit {
  if (size === null) return { kind: 'as-is' };
  return store === 'raw' ? { kind: 'square', side: size } : { kind: 'shorter-side', side: size };
}

/** Adds images to the shards and passes them on, to be kept in the scratch folder in case of an interruption. */
async function* addAll(
  target: Target,
  images: AsyncIterable<[PlannedImage, Prepared]>,
): AsyncGenerator<PreparedImage> {
  for await (const [{ split, id }, prepared] of images) {
    const image = { split, id, ...prepared };
    await addImage(target, image);
    yield image;
  }
}

async function addImage(
  { writer, label, bar }: Target,
  { split, id, data, colour }: PreparedImage,
): Promise<void> {
  await writer.add(split, { id, label, image: data, ...(colour === undefined ? {} : { colour }) });
  bar.advance(1);
}
