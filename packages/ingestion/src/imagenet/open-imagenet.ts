import { join, resolve } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { colourSums, type Row } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { decodeImage, encodeJpeg, reencodeJpeg } from '../images/decode-image.ts';
import type { DecodedImage, Fit } from '../images/decoded-image.ts';
import { decodeImages, type ImageToDecode } from '../images/decode-images.ts';
import { largestImage, type ImageLimits } from '../images/image-limits.ts';
import { SmallPictures } from '../images/small/small-pictures.ts';
import type { OpenedSource, SkippedRow, SourceContext, SourceRow } from '../source/source.ts';
import { resumableRows } from '../source/resumable-rows.ts';
import { readClassSample, type ClassSample, type SampledClass } from './class-sample.ts';
import type { ImagenetParams } from './imagenet-params.ts';
import type { ImagePlace } from '../images/image-place.ts';
import { openSplits, type ImagenetSplits } from './open-splits.ts';
import { PlaceReader } from './read-place.ts';

/** Neighbouring pixels of a photograph are alike: one in so many gives its mean colour as well and costs less. */
const COLOUR_STEP = 5;

/** Images of a class, at least and evenly spread, whose colours count when images become JPEGs: the others' pixels stay in libvips. */
const COLOUR_IMAGES = 50;

type ImagenetContext = SourceContext<ImagenetParams, { readonly sample: Artifact | undefined }>;

/** The sampled classes, one after the other, each decoded on all cores and kept in case of an interruption. */
export async function openImagenet(context: ImagenetContext): Promise<OpenedSource> {
  const { params, scratch, pipelineDirectory } = context;
  const { title, classes } = await readSample(context);
  const info = infoOf(params);
  const splits = await openSplits(params.source, pipelineDirectory);
  let classesResumed = 0;
  return {
    ...info,
    description: title,
    classNames: classes.map(({ name }) => name),
    splits: {
      train: classes.reduce((sum, { train }) => sum + train.length, 0),
      test: classes.reduce((sum, { test }) => sum + test.length, 0),
    },
    async *rows() {
      const pictures = new SmallPictures(
        fitOf(params),
        classes.reduce((sum, { train, test }) => sum + train.length + test.length, 0),
      );
      try {
        for (const [label, one] of classes.entries()) {
          const read = () => decodeClass({ one, label, splits, params, pictures });
          if (yield* resumableRows({ scratch, key: one.wnid, read })) classesResumed++;
        }
      } finally {
        await pictures.close();
      }
    },
    report: () => ({ classesResumed }),
  };
}

async function readSample({ params, inputs, pipelineDirectory }: ImagenetContext): Promise<ClassSample> {
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

function infoOf({
  size,
  store,
  pad,
}: ImagenetParams): Pick<OpenedSource, 'encoding' | 'image'> & { padding: number } {
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
    encoding: store === 'raw' ? 'raw' : 'encoded',
    image: { height: side, width: side, channels: 3 },
    padding: pad,
  };
}

interface PlannedImage extends ImageToDecode {
  readonly place: ImagePlace;
  /** Whether its pixels count in the colours of the data set. */
  readonly counted: boolean;
}

interface ClassToDecode {
  readonly one: SampledClass;
  readonly label: number;
  readonly splits: ImagenetSplits;
  readonly params: ImagenetParams;
  readonly pictures: SmallPictures;
}

/** The sampled images of a class, training images first. */
async function* decodeClass({
  one,
  label,
  splits,
  params,
  pictures,
}: ClassToDecode): AsyncGenerator<SourceRow | SkippedRow> {
  const reader = new PlaceReader();
  try {
    yield* decodeImages({
      images: [...(await plan(one, label, 'train', splits)), ...(await plan(one, label, 'test', splits))],
      decode: async (image: PlannedImage, limits) =>
        prepare(await reader.read(image.place, limits), image, { ...params, limits }),
      small: {
        pictures,
        place: ({ place }) => place,
        row: (image, decoded) => rowOf(decoded, image, params),
      },
      limits: largestImage(params.maxMegapixels),
      onBadImage: params.onBadImage,
    });
  } finally {
    await reader.close();
  }
}

/** Where the sampled images of a class lie; throws a `UserError` for one that the source lacks. */
async function plan(
  one: SampledClass,
  label: number,
  split: 'train' | 'test',
  splits: ImagenetSplits,
): Promise<PlannedImage[]> {
  const places = new Map((await splits[split].images(one.wnid)).map(({ name, place }) => [name, place]));
  const every = Math.max(1, Math.floor(one.train.length / COLOUR_IMAGES));
  return one[split].map((name, position) => {
    const place = places.get(name);
    const id = `${one.wnid}/${name}`;
    const counted = split === 'train' && position % every === 0;
    if (place !== undefined) return { split, id, label, file: id, place, counted };
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
  image: PlannedImage,
  params: ImagenetParams & { readonly limits: ImageLimits },
): Promise<Pick<Row, 'image' | 'colour'>> {
  const { store, quality, limits } = params;
  const fit = fitOf(params);
  if (store === 'jpeg' && !image.counted) return { image: await reencodeJpeg(bytes, fit, quality, limits) };
  return rowOf(await decodeImage(bytes, fit, limits), image, params);
}

async function rowOf(
  decoded: DecodedImage,
  { split, counted }: PlannedImage,
  { store, quality }: ImagenetParams,
): Promise<Pick<Row, 'image' | 'colour'>> {
  const image = store === 'raw' ? decoded.data : await encodeJpeg(decoded, quality);
  return split === 'train' && (store === 'raw' || counted)
    ? { image, colour: colourSums(decoded.data, 3, COLOUR_STEP) }
    : { image };
}

function fitOf({ size, store }: ImagenetParams): Fit {
  if (size === null) return { kind: 'as-is' };
  return store === 'raw' ? { kind: 'square', side: size } : { kind: 'shorter-side', side: size };
}
