import { shuffle, type RandomStream } from '@batchmates/random';

/**
 * A function that draws groups of one of at least one `images` at random, without replacement, and none twice within a group;
 * once all are drawn it begins again, in a new random order. A group that spans two orders takes of the later one the images
 * that it does not have. `size` is at most `images.length`.
 */
export function drawWithoutReplacement(
  images: readonly number[],
  stream: RandomStream,
): (size: number) => number[] {
  let left: number[] = [];
  return (size) => {
    const group: number[] = [];
    while (group.length < size) {
      if (left.length === 0) left = shuffle([...images], stream);
      const next = left.findLastIndex((image) => !group.includes(image));
      group.push(...left.splice(next, 1));
    }
    return group;
  };
}
