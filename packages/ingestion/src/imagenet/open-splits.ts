import { locate } from '../files/locate.ts';
import { readGroundTruth, readSynsets } from './flat-labels.ts';
import type { ImagenetSource } from './imagenet-source.ts';
import { openSource, type ImageSource } from './open-source.ts';

/** Both splits of ImageNet, opened, and what is known of its classes. */
export interface ImagenetSplits {
  readonly train: ImageSource;
  /** The validation images: the test split here, as in the paper. */
  readonly test: ImageSource;
  /** The readable name of a class; its wnid when no synset list gives one. */
  nameOf(wnid: string): string;
}

/** Opens what the params name; throws a `UserError` for what is missing or of the wrong form. */
export async function openSplits(source: ImagenetSource, pipelineDirectory: string): Promise<ImagenetSplits> {
  const at = (path: string, parameter: string) => locate(path, pipelineDirectory, `source.${parameter}`);
  const synsets = source.synsets === undefined ? [] : await readSynsets(at(source.synsets, 'synsets'));
  const labels =
    source.groundTruth === undefined
      ? undefined
      : await readGroundTruth(at(source.groundTruth, 'groundTruth'), synsets);
  const names = new Map(synsets.map(({ wnid, name }) => [wnid, name]));
  return {
    train: await openSource(at(source.train, 'train')),
    test: await openSource(at(source.validation, 'validation'), labels),
    nameOf: (wnid) => names.get(wnid) || wnid,
  };
}
