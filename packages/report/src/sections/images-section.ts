import { openDataset, type DatasetInfo, type Split } from '@batchmates/dataset';
import { thumbnail } from '@batchmates/loader';
import { count, percent } from '@batchmates/metrics';
import { batchOf, imageGroups, isRight, ownProbability, type ImageGroup } from '../analysis/flips.ts';
import type { Gallery, GalleryItem, Section } from '../document/document.ts';
import type { EvaluationSource, Evidence } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { seedsOf } from './source-links.ts';

/** Images shown of each kind. */
const MOST_IMAGES = 6;

/** Images shown of a batch. */
const MOST_BATCHMATES = 12;

/** Longest side of a thumbnail, in pixels. */
const LONGEST = 48;

/** Which images change their answers with the way of testing or of training, with their batchmates. */
export async function imagesSection({
  table,
  paired,
  evidence,
}: SectionContext): Promise<Section | undefined> {
  const groups = imageGroups(table, paired);
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

async function galleryOf({ id, title, images, runs }: ImageGroup, pictures: PictureSource): Promise<Gallery> {
  const shown = images.slice(0, MOST_IMAGES);
  const { run } = runs.at(-1)!;
  return {
    kind: 'gallery',
    id,
    title: `${title} (${count(images.length)} of ${count(run.predictions.ids.length)})`,
    ways: runs.map(({ name }) => name),
    items: await Promise.all(
      shown.map(async (image): Promise<GalleryItem> => {
        const batch = run.facts.protocol.statistics === 'batch' ? around(batchOf(run, image), image) : [];
        return {
          name: run.predictions.ids[image]!,
          label: classOf(run, run.predictions.labels[image]!),
          picture: await pictures.of(run, image),
          answers: runs.map((each) => ({
            text: tellAnswer(each.run, image),
            right: isRight(each.run, image),
          })),
          batch: await Promise.all(
            batch.map(async (mate) => ({
              name: tellBatchmate(run, mate),
              picture: await pictures.of(run, mate),
              right: isRight(run, mate),
              self: mate === image,
            })),
          ),
        };
      }),
    ),
    note: [
      ...(shown.length < images.length ? [`${shown.length} of ${count(images.length)}. `] : []),
      ...(run.predictions.classes > MOST_BATCHMATES
        ? [`Of each batch the nearest ${MOST_BATCHMATES} places. `]
        : []),
      `By the first run: ${seedsOf(run)}.`,
    ],
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

/** Where the pictures of tested images come from: the data sets that the report was given. */
interface PictureSource {
  has(run: EvaluationSource): boolean;
  of(run: EvaluationSource, image: number): Promise<string | undefined>;
}

function pictureSource({ datasets }: Evidence): PictureSource {
  const opened = new Map<string, Promise<{ readonly info: DatasetInfo; readonly split: Split }>>();
  const drawn = new Map<string, Promise<string>>();
  const datasetOf = ({ provenance: { testDataset } }: EvaluationSource) =>
    datasets.find(({ artifact }) => artifact.identity === testDataset)?.artifact;
  return {
    has: (run) => datasetOf(run) !== undefined,
    async of(run, image) {
      const artifact = datasetOf(run);
      if (artifact === undefined) return undefined;
      const { split: name } = run.facts.dataset;
      const key = `${artifact.identity} ${name}`;
      const found = opened.get(key) ?? openSplit(artifact.directory, name);
      opened.set(key, found);
      const { info, split } = await found;
      const picture =
        drawn.get(`${key} ${image}`) ??
        thumbnail(split.image(image), info, { longest: LONGEST, format: 'webp' });
      drawn.set(`${key} ${image}`, picture);
      return picture;
    },
  };
}

async function openSplit(directory: string, name: string) {
  const { info, split } = await openDataset(directory);
  return { info, split: await split(name) };
}
