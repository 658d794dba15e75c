import type { Artifact } from '@batchmates/artifact';
import { centreView } from '@batchmates/augmentation';
import type { Model } from '@batchmates/classifier';
import { openDataset, type Dataset, type Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { fillBatch, pixelSource } from '@batchmates/loader';
import { compareImages, type ImagesComparison } from './compare-images.ts';
import type { Reference } from './read-reference.ts';

/** Images of a reference that were found in a data set. */
export interface Preparation {
  readonly images: number;
  /** Root mean square of the differences, in standard deviations of the reference. */
  readonly difference: number;
}

/**
 * Compares the inputs of a reference with the same images as this data set and the params prepare them. Throws a `UserError` (`import/preparation`)
 * that names what differs: the order of colours, mean or std, resize or crop; and `import/reference-ids` when the data set has none of the images.
 */
export async function checkPreparation(
  model: Model,
  reference: Reference,
  { directory }: Artifact,
): Promise<Preparation> {
  const dataset = await openDataset(directory);
  const { split, found } = await splitWith(dataset, reference);
  const { height, width, channels } = model.input;
  const size = height * width * channels;
  const ours = new Float32Array(found.length * size);
  await fillBatch(
    ours,
    { indices: found.map(({ index }) => index), occurrences: found.map(() => 0) },
    {
      source: pixelSource(split, dataset.info),
      presentation: {
        crop: model.crop,
        normalisation: { ...model.normalisation, eigenvalues: [], eigenvectors: [] },
      },
      preparation: { kind: 'view', view: centreView },
    },
  );
  const theirs = new Float32Array(ours.length);
  found.forEach(({ place }, at) =>
    theirs.set(reference.images.subarray(place * size, (place + 1) * size), at * size),
  );
  const compared = compareImages(ours, theirs, model.normalisation);
  if (compared.differs === undefined) return { images: found.length, difference: compared.difference };
  throw differs(reference.path, compared);
}

/** An image of a reference in a split. */
interface Found {
  /** Its place in the reference, and in the split. */
  readonly place: number;
  readonly index: number;
}

/** The split that has most images of a reference. */
async function splitWith(
  dataset: Dataset,
  { path, ids }: Reference,
): Promise<{ readonly split: Split; readonly found: readonly Found[] }> {
  const places = new Map(ids.map((id, place) => [id, place]));
  let best: { readonly split: Split; readonly found: readonly Found[] } | undefined;
  for (const name of dataset.splits) {
    const split = await dataset.split(name);
    const found = Array.from({ length: split.length }, (_, index) => ({
      index,
      place: places.get(split.id(index)),
    })).filter((each): each is Found => each.place !== undefined);
    if (found.length > (best?.found.length ?? 0)) best = { split, found };
  }
  if (best !== undefined) return best;
  const first = await dataset.split(dataset.splits[0]!);
  throw new UserError({
    code: 'import/reference-ids',
    what: `reference ${path}`,
    expected: `metadata ids with images of the data set, such as "${first.length > 0 ? first.id(0) : ''}"`,
    received: ids.length === 0 ? 'none' : `"${ids[0]}" and others that it does not have`,
    remedy: 'write ids as the data set has them',
  });
}

function differs(path: string, { differs, implied, difference }: ImagesComparison): UserError {
  return new UserError({
    code: 'import/preparation',
    what: `images of ${path}, prepared by this pipeline`,
    expected: 'the inputs of the reference',
    received: `other ${differs}: a difference of ${(100 * difference).toFixed(0)} % of their deviation`,
    remedy:
      implied ??
      'set resize, crop and resolution to those of the training, and ingest the images in that size',
  });
}
