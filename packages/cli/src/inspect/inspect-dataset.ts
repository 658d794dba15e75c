import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { openDataset } from '@batchmates/dataset';
import { writeContactSheet } from './contact-sheet.ts';
import type { Findings, InspectOptions } from './inspection.ts';
import { pictureName } from './picture-name.ts';

/** A data set: its classes, splits and colours, and a contact sheet of its first split. */
export async function inspectDataset(artifact: Artifact, { output }: InspectOptions): Promise<Findings> {
  const dataset = await openDataset(artifact.directory);
  const { info } = dataset;
  const splits = await Promise.all(dataset.splits.map((name) => dataset.split(name)));
  const { height, width, channels } = info.shape;
  const picture = output === undefined ? undefined : join(output, pictureName(artifact, 'png'));
  if (output !== undefined && picture !== undefined && splits[0] !== undefined) {
    await mkdir(output, { recursive: true });
    await writeContactSheet(picture, splits[0], info);
  }
  const rounded = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(', ');
  return {
    groups: [
      {
        title: 'data set',
        facts: [
          ['description', info.description],
          ['images', splits.map(({ name, length }) => `${length} ${name}`).join(', ')],
          ['classes', `${info.classNames.length}: ${info.classNames.join(', ')}`],
          ['shape', `${height} x ${width} x ${channels}, ${info.encoding}, padding ${info.padding}`],
          ['mean', rounded(info.normalisation.mean)],
          ['std', rounded(info.normalisation.std)],
        ],
      },
    ],
    ...(picture === undefined ? {} : { picture }),
  };
}
