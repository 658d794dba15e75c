import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@batchmates/artifact';
import type { Checkpoint } from '@batchmates/checkpoint';
import type { Dataset } from '@batchmates/dataset';
import { SITE_DATA_FILE, type SiteData } from '../site-data.ts';
import { chooseShelf, type ShelfChoice } from './choose-shelf.ts';
import { pageFolder } from './page-folder.ts';
import { shelfPixels } from './shelf-pixels.ts';
import { siteNetworks } from './site-networks.ts';

/** What a playground is made from. */
export interface PlaygroundSource extends ShelfChoice {
  /** Heading; absent: the data set's own description. */
  readonly title?: string | undefined;
  readonly dataset: Dataset;
  /** The split that the images are of. */
  readonly split: string;
  /** Calibrated networks, at least one. */
  readonly checkpoints: readonly Checkpoint[];
  /** Where the page leads back to, relative to it; absent: nowhere. */
  readonly home?: string;
  /** Is told what whoever runs it should know. */
  readonly note?: (line: string) => void;
}

const SHELF_FILE = 'shelf.bin';

/**
 * Writes a playground into a folder that any web server can serve under any path: the page, its images and its networks. Equal sources give
 * byte-equal files. Throws a `UserError` when a network is not one of these images, or has no population statistics.
 */
export async function writePlayground(
  folder: string,
  { title, dataset, split: splitName, checkpoints, home, note, ...choice }: PlaygroundSource,
): Promise<SiteData> {
  const { info } = dataset;
  const split = await dataset.split(splitName);
  const networks = siteNetworks(checkpoints, { classes: info.classNames, channels: info.shape.channels });
  const indices = chooseShelf(split.labels, info.classNames.length, choice);
  const crops = checkpoints.map(({ crop }) => crop);
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
      labels: indices.map((index) => split.labels[index]!),
      ids: indices.map((index) => split.id(index)),
    },
    networks: networks.map(({ described }) => described),
  };
  await cp(await pageFolder(), folder, { recursive: true });
  await writeFile(join(folder, SHELF_FILE), pixels.data);
  for (const { described, bytes } of networks) await writeFile(join(folder, described.file), bytes);
  await writeFile(join(folder, SITE_DATA_FILE), canonicalJson(data));
  return data;
}
