import {
  createDatasetWriter,
  describeDuplicates,
  writeDuplicates,
  type DatasetWriter,
} from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import type { ProgressBar, StageContext, StageReport } from '@batchmates/stage';
import type { OpenedSource } from './source.ts';
import { DuplicateImages } from './duplicate-images.ts';
import { SkippedImages } from './skipped-images.ts';

/** Rows between two steps of the progress bar: a step costs more than copying a small image. */
const BAR_STEP = 100;

/**
 * Writes the images of a source into `output`, with a progress bar, the colours of the training images and `skipped.json`
 * if an image was skipped, and `duplicates.json` if two are equal; stops between two rows when `signal` is aborted. Throws a `UserError` when a split has another
 * number of rows than it should, or a class of a split has lost all of its images.
 */
export async function writeDataset(
  source: OpenedSource,
  { output, progress, signal }: Pick<StageContext<unknown>, 'output' | 'progress' | 'signal'>,
): Promise<StageReport> {
  const { splits, description, classNames, encoding, image, padding = 0 } = source;
  const total = Object.values(splits).reduce((sum, length) => sum + length, 0);
  const skipped = new SkippedImages(classNames);
  const duplicates = new DuplicateImages();
  const writer = createDatasetWriter({
    directory: output,
    description,
    classNames,
    encoding,
    image,
    padding,
    ...(source.colourSplit === undefined ? {} : { colourSplit: source.colourSplit }),
    ...(source.copied === undefined ? {} : { copied: source.copied }),
  });
  const bar = progress.start({ label: 'reading images', total, unit: 'images' });
  try {
    signal.throwIfAborted();
    await writeRows(source, { writer, bar, skipped, duplicates, signal });
    skipped.checkClasses();
    await writer.finish();
  } finally {
    bar.stop();
    await writer.close();
  }
  await skipped.write(output, progress);
  const found = duplicates.found();
  if (found !== undefined) {
    await writeDuplicates(output, found);
    progress.note(`duplicates: ${describeDuplicates(found)}: see duplicates.json`);
  }
  return { images: total - skipped.length, skipped: skipped.length, ...source.report?.() };
}

interface Target {
  readonly writer: DatasetWriter;
  readonly bar: ProgressBar;
  readonly skipped: SkippedImages;
  readonly duplicates: DuplicateImages;
  readonly signal: AbortSignal;
}

async function writeRows(
  source: OpenedSource,
  { writer, bar, skipped, duplicates, signal }: Target,
): Promise<void> {
  const left = new Map(Object.entries(source.splits));
  let pending = 0;
  try {
    for await (const row of source.rows()) {
      signal.throwIfAborted();
      left.set(row.split, (left.get(row.split) ?? 0) - 1);
      skipped.see(row);
      if ('skipped' in row) continue;
      duplicates.see(row);
      await writer.add(row.split, row);
      if (++pending < BAR_STEP) continue;
      bar.advance(pending);
      pending = 0;
    }
  } finally {
    bar.advance(pending);
  }
  for (const [split, missing] of left) if (missing !== 0) throw wrongLength(source, split, missing);
}

function wrongLength({ description, splits }: OpenedSource, split: string, missing: number): UserError {
  const expected = splits[split] ?? 0;
  return new UserError({
    code: 'ingestion/split-length',
    what: `split ${split} of ${description}`,
    expected: `${expected} images`,
    received: `${expected - missing}`,
    remedy: 'the source announces one number of images and gives another',
  });
}
