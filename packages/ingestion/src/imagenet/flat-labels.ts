import { UserError } from '@batchmates/errors';
import { readText } from '../files/regular-file.ts';
import type { FlatLabels } from './open-source.ts';

/** Classes in the order of their numbers. */
export interface Synset {
  readonly wnid: string;
  /** Empty when the file has no names. */
  readonly name: string;
}

/**
 * Reads a synset list: a line `<wnid>` or `<wnid> <name, other names>` for each class. Throws a `UserError` for a line that
 * does not start with a wnid, or a wnid that comes twice.
 */
export async function readSynsets(path: string): Promise<readonly Synset[]> {
  const seen = new Set<string>();
  return (await lines(path)).map((line, index) => {
    const [, wnid, name] = /^(n\d{8})(?:\s+([^,]*).*)?$/.exec(line) ?? [];
    if (wnid === undefined || seen.has(wnid)) {
      throw new UserError({
        code: 'imagenet/synsets',
        what: `synsets ${path}, line ${index + 1}`,
        expected: wnid === undefined ? 'a wnid such as n01440764' : 'each wnid once',
        received: line,
      });
    }
    seen.add(wnid);
    return { wnid, name: name?.trim() ?? '' };
  });
}

/**
 * Reads the ground truth of flat validation images: line `i` is the class number, from 1, of the image with the `i`-th name.
 * The labels throw a `UserError` when there are not as many images as lines.
 */
export async function readGroundTruth(path: string, synsets: readonly Synset[]): Promise<FlatLabels> {
  const wnids = (await lines(path)).map((line, index) => {
    const synset = synsets[Number(line) - 1];
    if (synset !== undefined) return synset.wnid;
    throw new UserError({
      code: 'imagenet/ground-truth',
      what: `groundTruth ${path}, line ${index + 1}`,
      expected: `a class number from 1 to ${synsets.length}`,
      received: line,
    });
  });
  return (names) => {
    if (names.length === wnids.length) return wnids;
    throw new UserError({
      code: 'imagenet/ground-truth',
      what: `groundTruth ${path}`,
      expected: `${names.length} lines, one for each validation image`,
      received: `${wnids.length}`,
    });
  };
}

async function lines(path: string): Promise<string[]> {
  return (await readText(path)).split(/\r?\n/).filter((line) => line.trim() !== '');
}
