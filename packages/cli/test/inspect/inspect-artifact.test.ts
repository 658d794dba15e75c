import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { auditFacts } from '@batchmates/audit/testing';
import { colourSums, createDatasetWriter } from '@batchmates/dataset';
import { describe, expect, it } from 'vitest';
import { reportStage } from '@batchmates/report';
import { simulatePipeline } from '@batchmates/report/testing';
import { writeResults } from '@batchmates/results';
import { runStage, temporaryFolder } from '@batchmates/stage/testing';
import { inspectArtifact } from '../../src/inspect/inspect-artifact.ts';
import { renderInspection } from '../../src/inspect/inspection.ts';
import { createMetricRegistry } from '../../src/registry/metrics.ts';

const colours = [
  [220, 40, 40],
  [40, 200, 60],
  [30, 60, 220],
] as const;

/** A data set of three classes of plain 8 x 8 images, raw or as PNG files. */
function plainDataset(directory: string, encoding: 'raw' | 'encoded'): Promise<Artifact> {
  const manifest = {
    type: 'dataset',
    stage: 'ingestion/test',
    instance: 'plain',
    variant: {},
    params: { size: { side: 8 } },
    inputs: {},
  };
  return writeArtifact({ directory, manifest }, async (folder) => {
    const writer = createDatasetWriter({
      directory: folder,
      description: 'plain colours',
      classNames: ['red', 'green & <fresh>', 'blue'],
      encoding,
      image: { height: 8, width: 8, channels: 3 },
    });
    for (let index = 0; index < 30; index++) {
      const colour = colours[index % 3] ?? colours[0];
      const raw = Uint8Array.from({ length: 192 }, (_, place) => colour[place % 3] ?? 0);
      const options = { raw: { height: 8, width: 8, channels: 3 } } as const;
      const image = encoding === 'raw' ? raw : await sharp(raw, options).png().toBuffer();
      await writer.add('train', {
        id: `train:${index}`,
        label: index % 3,
        image,
        ...(encoding === 'raw' ? {} : { colour: colourSums(raw, 3) }),
      });
    }
    await writer.finish();
  });
}

describe('inspectArtifact', () => {
  it.each(['raw', 'encoded'] as const)(
    'shows a contact sheet of a data set of %s images',
    async (encoding) => {
      const folder = await temporaryFolder();
      const { directory } = await plainDataset(join(folder, 'plain'), encoding);
      const inspection = await inspectArtifact(directory, { output: join(folder, 'out') });
      expect(renderInspection(inspection)).toContain('3: red, green & <fresh>, blue');
      expect(renderInspection(inspection)).toMatch(/size\.side +8/);
      const { data, info } = await sharp(inspection.picture).raw().toBuffer({ resolveWithObject: true });
      // Three rows of ten 64-pixel tiles with a label above each.
      expect([info.width, info.height]).toEqual([4 + 10 * 68, 4 + 3 * 86]);
      colours.forEach((colour, row) => {
        const start = ((row * 86 + 18 + 32) * info.width + 4 + 32) * info.channels;
        expect([...data.subarray(start, start + 3)]).toEqual([...colour]);
      });
    },
  );

  it('tables and draws the curves of a checkpoint', async () => {
    const folder = await temporaryFolder();
    const { checkpoints } = await simulatePipeline({ directory: join(folder, 'p'), images: 100 });
    const inspection = await inspectArtifact(checkpoints[1]?.directory ?? '', {
      output: join(folder, 'out'),
    });
    expect(inspection.title).toBe('train.balanced: checkpoint, made by trainer/train');
    expect(inspection.preview?.split('\n')).toHaveLength(2 + 12);
    expect(renderInspection(inspection)).toMatch(/population statistics +none: not calibrated/);
    expect(await readFile(inspection.picture ?? '', 'utf8')).toContain('Error curves of train.balanced');
  });

  it.each([
    ['evaluate.balanced.balanced', /balanced, batch statistics +\d/],
    ['assignment.balanced', /most probable classes +\d/],
    ['pseudo-label.balanced.standard', /^round +error/m],
    ['circulate.balanced', /weak images +100 +900 +84\.4/],
    ['report', /error on test images/],
  ])('previews %s', async (instance, expected) => {
    const folder = await temporaryFolder();
    const { results } = await simulatePipeline({ directory: join(folder, 'p'), images: 100 });
    if (instance === 'report')
      await runStage(reportStage, {
        inputs: { results, checkpoints: [], datasets: [] },
        services: { metrics: createMetricRegistry() },
        directory: join(folder, 'p/report'),
      });
    expect(renderInspection(await inspectArtifact(join(folder, 'p', instance)))).toMatch(expected);
  });

  it('previews an audit', async () => {
    const folder = await temporaryFolder();
    const manifest = {
      ...{ type: 'results', stage: 'evaluator/audit', instance: 'audit' },
      ...{ variant: {}, params: {}, inputs: {} },
    };
    const { directory } = await writeArtifact({ directory: join(folder, 'audit'), manifest }, (output) =>
      writeResults(output, { facts: auditFacts() }),
    );
    const text = renderInspection(await inspectArtifact(directory)).replaceAll('\u00a0', ' ');
    expect(text).toMatch(/^In balanced batches of 10 +4\.10 % +3\.1–5\.1 % +0\.500 +0\.100 +5\.00 %/m);
    expect(text).toMatch(
      /^Check: with all batch norms on fixed statistics no answer of 1\s000 images changed/m,
    );
    expect(text).toMatch(
      /^Reference band: cifar-resnet-8 after balanced training, batches of 10: label gain 10\.9 to 11\.8 points/m,
    );
    expect(text).toMatch(/^Label gain +10\.9 points +\[9\.9, 11\.9\]/m);
    expect(text).toContain('5.7 points [4.9, 6.5] come from the labels of its batchmates');
  });

  it('says what it knows of a third party’s artifact', async () => {
    const folder = await temporaryFolder();
    const manifest = {
      type: 'embedding',
      stage: './mine.ts',
      instance: 'mine',
      variant: { k: 2 },
      params: {},
      inputs: { from: ['a'.repeat(64)] },
    };
    const { directory } = await writeArtifact({ directory: join(folder, 'mine'), manifest }, async () => {});
    const text = renderInspection(await inspectArtifact(directory));
    expect(text).toMatch(/^mine: embedding, made by \.\/mine\.ts/);
    expect(text).toMatch(/from +aaaaaaaaaaaa/);
  });

  it('says where there is no artifact', async () => {
    await expect(inspectArtifact('/nowhere/at-all')).rejects.toThrow(
      /no artifact in .*at-all: expected a file artifact.json/,
    );
  });
});
