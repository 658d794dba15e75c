import { shuffle, type RandomStream } from '@batchmates/random';

/**
 * A function that draws one of at least one `images` at random with every call, without replacement; once all are
 * drawn it begins again, in a new random order.
 */
export function drawWithoutReplacement(images: readonly number[], stream: RandomStream): () => number {
  let left: number[] = [];
  return () => {
    if (left.length === 0) left = shuffle([...images], stream);
    return left.pop()!;
  };
}
