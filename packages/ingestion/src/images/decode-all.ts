import { availableParallelism } from 'node:os';
import { UserError } from '@batchmates/errors';
import { pMapIterable } from 'p-map';
import sharp from 'sharp';
import { BadImage } from './bad-image.ts';

/** A file that was left out, and why. */
export interface SkippedImage {
  readonly id: string;
  readonly reason: string;
}

/** Images to go through in parallel. */
export interface DecodeAll<Item, Result> {
  readonly items: readonly Item[];
  /** Names the file in messages. */
  readonly nameOf: (item: Item) => string;
  /** Decodes one; a `BadImage` it throws is subject to `onBadImage`. */
  readonly decode: (item: Item) => Promise<Result>;
  readonly onBadImage: 'fail' | 'skip';
  /** Told of every image that is skipped. */
  readonly onSkip: (image: SkippedImage) => void;
  readonly signal: AbortSignal;
}

/**
 * Decodes images on all cores and yields the results in the order of the items. Throws a `UserError` naming the first
 * bad image under `onBadImage: fail`.
 */
export async function* decodeAll<Item, Result>(
  request: DecodeAll<Item, Result>,
): AsyncGenerator<[Item, Result]> {
  const { items, nameOf, decode, onBadImage, onSkip, signal } = request;
  // One thread per image and many images at a time is faster than many threads on each.
  sharp.concurrency(1);
  const attempt = async (item: Item): Promise<[Item, Result | BadImage]> => {
    signal.throwIfAborted();
    return [item, await decode(item).catch(badOnly)];
  };
  const concurrency = 2 * Math.max(4, availableParallelism());
  for await (const [item, result] of pMapIterable(items, attempt, {
    concurrency,
    backpressure: 4 * concurrency,
  })) {
    if (!(result instanceof BadImage)) yield [item, result];
    else if (onBadImage === 'fail') throw unusable(nameOf(item), result);
    else onSkip({ id: nameOf(item), reason: result.message });
  }
}

function badOnly(error: unknown): BadImage {
  if (error instanceof BadImage) return error;
  throw error;
}

function unusable(name: string, bad: BadImage): UserError {
  return new UserError({
    code: 'ingestion/bad-image',
    what: `image ${name}`,
    expected: 'a whole JPEG, PNG or WebP image',
    received: bad.message,
    remedy: 'replace or delete it, or set `onBadImage: skip`',
    cause: bad,
  });
}
