import { openDataset, type DatasetInfo, type Split } from '@batchmates/dataset';
import { thumbnail } from '@batchmates/loader';
import type { EvaluationSource, Evidence } from './evidence.ts';

/** Longest side of a thumbnail, in pixels. */
const LONGEST = 48;

/** Where the pictures of tested images come from: the data sets that the report was given. */
export interface PictureSource {
  has(run: EvaluationSource): boolean;
  /** A `data:` URI; undefined where the data set is not at hand. */
  of(run: EvaluationSource, image: number): Promise<string | undefined>;
}

/** Opens data sets and makes thumbnails as they are asked for, each once. */
export function pictureSource({ datasets }: Evidence): PictureSource {
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

async function openSplit(
  directory: string,
  name: string,
): Promise<{ readonly info: DatasetInfo; readonly split: Split }> {
  const { info, split } = await openDataset(directory);
  return { info, split: await split(name) };
}
