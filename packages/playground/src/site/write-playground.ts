import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson } from '@batchmates/artifact';
import type { Dataset } from '@batchmates/dataset';
import { readWebRuntime } from '@batchmates/engine-onnx';
import { RUNTIME_FOLDER, SITE_DATA_FILE, type SiteData } from '../site-data.ts';
import { chooseShelf, type ShelfChoice } from './choose-shelf.ts';
import { pageFolder } from './page-folder.ts';
import { shelfPixels } from './shelf-pixels.ts';
import { siteNetworks, type SiteClassifiers } from './site-networks.ts';

/** What a playground is made from. */
export interface PlaygroundSource extends ShelfChoice, SiteClassifiers {
  /** Heading; absent: the data set's own description. */
  readonly title?: string | undefined;
  readonly dataset: Dataset;
  /** The split that the images are of. */
  readonly split: string;
  /** Where the page leads back to, relative to it; absent: nowhere. */
  readonly home?: string;
  /** Is told what whoever runs it should know. */
  readonly note?: (line: string) => void;
}

const SHELF_FILE = 'shelf.bin';

/**
 * Writes a playground into a folder that any web server can serve under any path: the page, its images and its networks, and where there are models ONNX
 * Runtime. Equal sources give byte-equal files. Throws a `UserError` before it writes: when a network is not one of these images or has no population
 * statistics, and where there are models and `onnxruntime-web` is not installed.
 */
export async function writePlayground(
  folder: string,
  { title, dataset, split: splitName, checkpoints, models = [], home, note, ...choice }: PlaygroundSource,
): Promise<SiteData> {
  const { info } = dataset;
  const split = await dataset.split(splitName);
  const networks = siteNetworks({ checkpoints, models }, info);
  const runtime = models.length === 0 ? [] : [...(await readWebRuntime())];
  // What an image shows, where the split was given wrong labels.
  const labels = split.trueLabels ?? split.labels;
  const indices = chooseShelf(labels, info.classNames.length, choice);
  const crops = networks.map(({ described: { crop } }) => crop);
  const pixels = await shelfPixels({ split, info, crops }, indices);
  if (!pixels.exact)
    note?.(
      'some images end where what the networks see ends: at the borders the page may see others a little differently',
    );
  const data: SiteData = {
    format: 1,
    title: title ?? info.description,
    ...(home === undefined ? {} : { home }),
    classes: [...info.classNames],
    image: pixels.shape,
    padding: info.encoding === 'raw' ? info.padding : 0,
    shelf: {
      file: SHELF_FILE,
      count: indices.length,
      labels: indices.map((index) => labels[index]!),
      ids: indices.map((index) => split.id(index)),
    },
    networks: networks.map(({ described }) => described),
  };
  await cp(await pageFolder(), folder, { recursive: true });
  await writeFile(join(folder, SHELF_FILE), pixels.data);
  const files = [
    ...networks.flatMap(({ files }) => [...files]),
    ...runtime.map(([name, bytes]) => [RUNTIME_FOLDER + name, bytes] as const),
  ];
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  await writeFile(join(folder, SITE_DATA_FILE), canonicalJson(data));
  return data;
}
