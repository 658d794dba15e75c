import { extname } from 'node:path';
import { UserError } from '@batchmates/errors';
import { kindOfName, readableNames } from './image-names.ts';

/** Something in a folder of images that is not taken. */
export interface LeftOut {
  /** From the folder that was listed, with `/`. */
  readonly file: string;
  /** Why, e.g. `hidden`, `.txt`, `a link to nothing`. */
  readonly reason: string;
  /** Whether it seems to be an image, so that somebody would miss it. */
  readonly image: boolean;
}

/** A file that is left out because of its name: its ending is none that is read. */
export function unread(file: string): LeftOut {
  const reason = extname(file).toLowerCase() || 'without an ending';
  return { file, reason, image: kindOfName(file) === 'other image' };
}

/** The same, from a folder further up. */
export function within(folder: string, left: readonly LeftOut[]): LeftOut[] {
  return left.map((each) => ({ ...each, file: `${folder}/${each.file}` }));
}

/** How many files were left out for which reason: `3 .txt, 1 hidden (notes.txt, b.txt, ...)`. */
export function describeLeftOut(left: readonly LeftOut[]): string {
  const reasons = Object.entries(countByReason(left)).map(([reason, count]) => `${count} ${reason}`);
  const some = left.slice(0, 3).map(({ file }) => file);
  return `${reasons.join(', ')} (${[...some, ...(left.length > some.length ? ['...'] : [])].join(', ')})`;
}

/** How many files were left out, by reason. */
export function countByReason(left: readonly LeftOut[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of left) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** Throws a `UserError` (`ingestion/images-left-out`) when something that seems to be an image would be left out. */
export function checkNoneMissed(left: readonly LeftOut[], folder: string): void {
  const missed = left.filter(({ image }) => image);
  if (missed.length === 0) return;
  throw new UserError({
    code: 'ingestion/images-left-out',
    what: `folder ${folder}`,
    expected: `images that can be read (${readableNames})`,
    received: `also ${describeLeftOut(missed)}`,
    remedy: 'mend, convert or remove them, or set `onBadImage: skip`',
  });
}
