import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import {
  CURVES_FILE,
  readCheckpoint,
  readCurves,
  type Checkpoint,
  type EpochRow,
} from '@batchmates/checkpoint';
import { percent } from '@batchmates/metrics';
import { ghostSize } from '@batchmates/network';
import { errorCurvesSvg, textTable } from '@batchmates/report';
import { facts } from './artifact-groups.ts';
import type { Findings, InspectOptions } from './inspection.ts';
import { pictureName } from './picture-name.ts';
import { tellPopulation } from './tell-population.ts';

/** A checkpoint: its network and how it was trained, and its error curves as a table and a picture. */
export async function inspectCheckpoint(artifact: Artifact, { output }: InspectOptions): Promise<Findings> {
  const checkpoint = await readCheckpoint(artifact.directory);
  const groups = [
    { title: 'network', facts: networkFacts(checkpoint) },
    { title: 'training', facts: facts(checkpoint.training) },
  ];
  if (!artifact.manifest.files.some(({ path }) => path === CURVES_FILE)) return { groups };
  const rows = await readCurves(artifact.directory);
  const picture = output === undefined ? undefined : join(output, pictureName(artifact, 'svg'));
  if (picture !== undefined) await drawCurves(picture, artifact.manifest.instance, rows);
  return { groups, preview: curvesTable(rows), ...(picture === undefined ? {} : { picture }) };
}

function networkFacts(checkpoint: Checkpoint): (readonly [string, string])[] {
  const { network, classNames, state } = checkpoint;
  const { height, width, channels } = network.input;
  const learnt = [...state].filter(([name]) => !/^optimizer\.|\.running_(mean|var)$/.test(name));
  const ghost = ghostSize(network);
  const parameters = learnt.reduce((sum, [, { data }]) => sum + data.length, 0);
  return [
    ['name', network.name],
    ['input', `${height} x ${width} x ${channels}`],
    ['parameters', String(parameters)],
    ...(ghost === undefined
      ? []
      : [['batch norm', `statistics over ${ghost} images of a batch at a time in training`] as const]),
    ['classes', `${classNames.length}: ${classNames.join(', ')}`],
    ['population statistics', tellPopulation(checkpoint)],
  ];
}

function curvesTable(rows: readonly EpochRow[]): string {
  const error = (value: number) => (Number.isFinite(value) ? percent(value) : '-');
  return textTable(
    ['epoch', 'learning rate', 'loss', 'training error', 'test: single images', 'test: balanced batches'],
    rows.map((row) => [
      String(row.epoch),
      row.learningRate.toPrecision(3),
      row.loss.toFixed(4),
      error(row.trainError),
      error(row.errorStandardRunning),
      error(row.errorBalancedBatch),
    ]),
  );
}

async function drawCurves(file: string, name: string, rows: readonly EpochRow[]): Promise<void> {
  const curve = (label: string, field: 'trainError' | 'errorStandardRunning' | 'errorBalancedBatch') => ({
    label,
    points: rows
      .map((row) => ({ epoch: row.epoch, error: row[field], low: row[field], high: row[field] }))
      .filter(({ error }) => Number.isFinite(error)),
  });
  const curves = [
    curve('Training batches', 'trainError'),
    curve('Test, single images', 'errorStandardRunning'),
    curve('Test, balanced batches', 'errorBalancedBatch'),
  ].filter(({ points }) => points.length > 0);
  const svg = await errorCurvesSvg(`Error curves of ${name}`, curves);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, svg);
}
