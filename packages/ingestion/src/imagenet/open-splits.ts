import { locate } from '@batchmates/stage';
import { readGroundTruth, readSynsets, type Synset } from './flat-labels.ts';
import { wordNetNames, type ImagenetSource } from './imagenet-source.ts';
import { openSource, type ImageSource } from './open-source.ts';

/** Both splits of ImageNet, opened, and what is known of its classes. */
export interface ImagenetSplits {
  readonly train: ImageSource;
  /** The validation images: the test split here, as in the paper. */
  readonly test: ImageSource;
  /** The readable name of a class: from the synset list, else from WordNet, else its wnid. */
  nameOf(wnid: string): string;
}

/** Opens what the params name; throws a `UserError` for what is missing or of the wrong form. */
export async function openSplits(source: ImagenetSource, pipelineDirectory: string): Promise<ImagenetSplits> {
  const at = (path: string, parameter: string) => locate(path, pipelineDirectory, `source.${parameter}`);
  const synsets = await readSynsets(
    source.synsets === undefined ? wordNetNames : at(source.synsets, 'synsets'),
  );
  const labels =
    source.groundTruth === undefined
      ? undefined
      : await readGroundTruth(at(source.groundTruth, 'groundTruth'), synsets);
  const names = namesOf(synsets);
  return {
    train: await openSource(at(source.train, 'train')),
    test: await openSource(at(source.validation, 'validation'), labels),
    nameOf: (wnid) => names.get(wnid) ?? wnid,
  };
}

/** Names by wnid; a name that several classes have (crane, the bird and the machine) is followed by the wnid. */
function namesOf(synsets: readonly Synset[]): ReadonlyMap<string, string> {
  const bearers = new Map<string, number>();
  for (const { name } of synsets) bearers.set(name, (bearers.get(name) ?? 0) + 1);
  const named = synsets.filter(({ name }) => name !== '');
  return new Map(named.map(({ wnid, name }) => [wnid, bearers.get(name) === 1 ? name : `${name} (${wnid})`]));
}
