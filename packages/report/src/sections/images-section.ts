import { count, percent } from '@batchmates/metrics';
import { batchOf, imageGroups, isRight, ownProbability, type ImageGroup } from '../analysis/flips.ts';
import type { Gallery, GalleryBatch, GalleryItem, Section } from '../document/document.ts';
import type { EvaluationSource } from '../evidence/evidence.ts';
import { pictureSource, type PictureSource } from '../evidence/picture-source.ts';
import type { SectionContext } from './section-context.ts';
import { seedsOf } from './source-links.ts';

/** Images shown of each kind. */
const MOST_IMAGES = 6;

/** Images shown of a batch. */
const MOST_BATCHMATES = 12;

/** Which images change their answers with the way of testing or of training, with their batchmates. */
export async function imagesSection({
  table,
  paired,
  evidence,
}: SectionContext): Promise<Section | undefined> {
  const { groups, comparisons } = imageGroups(table, paired);
  if (groups.length === 0) return undefined;
  const pictures = pictureSource(evidence);
  const hasPictures = groups.some(({ runs: [first] }) => pictures.has(first!.run));
  return {
    id: 'images',
    title: 'Image by image',
    blocks: [
      {
        kind: 'prose',
        content: [
          'Which images change their answers with the way of testing or of training, those first whose own class gains or loses most probability; then images that no test gets right. Where a batch was normalised by its own statistics, it stands beside the image: a framed one is the image itself, a crossed one was answered wrong. With more than one view or arrangement it is the first of them, and answers are averages over all. ',
          ...(comparisons.shown < comparisons.all
            ? [`Of ${comparisons.all} comparisons ${comparisons.shown} are shown. `]
            : []),
          'tables/images.csv has every image of the split.',
          ...(hasPictures
            ? []
            : [' Connect the data set to the report (input datasets) to see the pictures.']),
        ],
      },
      ...(await Promise.all(groups.map(async (group) => galleryOf(group, pictures)))),
    ],
  };
}

async function galleryOf(group: ImageGroup, pictures: PictureSource): Promise<Gallery> {
  const { id, title, images, runs } = group;
  const shown = images.slice(0, MOST_IMAGES);
  const [{ run }] = runs as [ImageGroup['runs'][number]];
  return {
    kind: 'gallery',
    id,
    title: `${title} (${count(images.length)} of ${count(run.predictions.ids.length)})`,
    ways: runs.map(({ name }) => name),
    items: await Promise.all(
      shown.map(async (image): Promise<GalleryItem> => ({
        name: run.predictions.ids[image]!,
        label: classOf(run, run.predictions.labels[image]!),
        picture: await pictures.of(run, image),
        answers: runs.map((each) => ({ text: tellAnswer(each.run, image), right: isRight(each.run, image) })),
        batch: await batchWith(image, group, pictures),
      })),
    ),
    note: [
      ...(shown.length < images.length ? [`${shown.length} of ${count(images.length)}. `] : []),
      `Of one run: ${seedsOf(run)}.`,
    ],
  };
}

async function batchWith(
  image: number,
  { batched }: ImageGroup,
  pictures: PictureSource,
): Promise<GalleryBatch | undefined> {
  if (batched === undefined) return undefined;
  const { name: way, run } = batched;
  const { images, fillers } = batchOf(run, image);
  const shown = around(images, image);
  return {
    way,
    note: [
      ...(shown.length < images.length ? [`the nearest ${shown.length} of ${images.length}`] : []),
      ...(fillers > 0 ? [`and ${fillers} that fill the batch and do not count`] : []),
    ].join(', '),
    images: await Promise.all(
      shown.map(async (mate) => ({
        name: tellBatchmate(run, mate),
        picture: await pictures.of(run, mate),
        right: isRight(run, mate),
        self: mate === image,
      })),
    ),
  };
}

/** At most so many members of a batch, `image` in the middle where there are more. */
function around(batch: readonly number[], image: number): readonly number[] {
  const place = batch.indexOf(image);
  const start = Math.min(
    Math.max(0, place - MOST_BATCHMATES / 2),
    Math.max(0, batch.length - MOST_BATCHMATES),
  );
  return batch.slice(start, start + MOST_BATCHMATES);
}

function classOf({ facts: { dataset } }: EvaluationSource, label: number): string {
  return dataset.classNames[label] ?? String(label);
}

/** `cat, 87 % (its own class 9 %)`. */
function tellAnswer(run: EvaluationSource, image: number): string {
  const { predicted, probabilities, classes } = run.predictions;
  const answer = predicted[image]!;
  const sure = percent(probabilities[image * classes + answer]!, 0);
  const own = isRight(run, image) ? '' : ` (its own class ${percent(ownProbability(run, image), 0)})`;
  return `${classOf(run, answer)}, ${sure}${own}`;
}

function tellBatchmate(run: EvaluationSource, image: number): string {
  const { ids, labels, predicted } = run.predictions;
  const [label, answer] = [labels[image]!, predicted[image]!].map((each) => classOf(run, each));
  return `${ids[image]!}: ${label!}${label === answer ? '' : `, answered as ${answer!}`}`;
}
