import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { decodeSafetensors } from '@batchmates/checkpoint';
import { readModel, type Model } from '@batchmates/classifier';
import type { Dataset } from '@batchmates/dataset';
import { readModelBytes } from '@batchmates/onnx';
import { runStage, temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { siteDataSchema, siteStage, writePlayground } from '../src/index.ts';
import {
  calibrated,
  CLASSES,
  EXPORTS,
  importModel,
  missingRuntime,
  waves,
} from './fixtures/imported-models.ts';
import { trainedNetworks } from './fixtures/trained-networks.ts';

let images: Artifact;
let dataset: Dataset;
let dynamo: Artifact;
let model: Model;

beforeAll(async () => {
  ({ artifact: images, dataset } = await waves());
  dynamo = await importModel({ file: 'dynamo' });
  model = await readModel(dynamo.directory);
});

async function readSite({ directory }: Artifact) {
  const data = siteDataSchema.parse(
    JSON.parse(await readFile(join(directory, 'playground', 'playground.json'), 'utf8')),
  );
  return { data, networks: data.networks.map((each) => (each.kind === 'model' ? each : undefined)) };
}

describe.skipIf(missingRuntime !== undefined)(
  `report/site with ONNX models${missingRuntime === undefined ? '' : ` (skipped: ${missingRuntime})`}`,
  () => {
    it('leaves the model with its statistics, and ONNX Runtime beside the page', async () => {
      const pooled = await calibrated(await importModel({ file: 'without-stats' }));
      const { artifact, report } = await runStage(siteStage, {
        inputs: { checkpoints: [dynamo, pooled], dataset: images, report: undefined },
      });
      expect(report).toEqual({ images: 30, networks: 2 });
      const { networks } = await readSite(artifact);
      expect(networks[0]).toMatchObject({
        ...{ name: 'dynamo.onnx', training: 'imported', batchSize: null, statistics: 'running' },
        ...{ order: [0, 1, 2, 3, 4], layout: 'NCHW', channelOrder: 'RGB', answers: 'logits' },
      });
      expect(networks[0]!.batchNorms).toEqual(
        readModelBytes(model.bytes, 'dynamo').batchNorms.map(({ name, channels, epsilon }) => ({
          ...{ name, channels, epsilon },
        })),
      );
      expect(networks[1]!.statistics).toBe('population');
      for (const [index, source] of [dynamo, pooled].entries()) {
        const { file, statisticsFile } = networks[index]!;
        const { bytes, population } = await readModel(source.directory);
        expect(await readFile(join(artifact.directory, 'playground', file))).toEqual(bytes);
        const { tensors } = decodeSafetensors(
          await readFile(join(artifact.directory, 'playground', statisticsFile)),
          statisticsFile,
        );
        const expected =
          population?.get('bn2') ??
          readModelBytes(bytes, file).batchNorms.find(({ name }) => name === 'bn2')!.moments!;
        expect(tensors.get('bn2.population_mean')!.data).toEqual(expected.mean);
        expect(tensors.get('bn2.population_var')!.data).toEqual(expected.variance);
      }
      expect((await readdir(join(artifact.directory, 'playground', 'onnxruntime'))).sort()).toEqual([
        ...['licence.txt', 'onnxruntime.js', 'ort-wasm.js', 'ort-wasm.wasm'],
      ]);
    });

    it('tells on its first page what the model is, with its description to download', async () => {
      const inputs = { checkpoints: [dynamo], dataset: images, report: undefined };
      const { artifact } = await runStage(siteStage, { inputs });
      const text = await readFile(join(artifact.directory, 'index.html'), 'utf8');
      expect(text).toContain('Model: dynamo.onnx');
      expect(text).toContain('3; running averages of its file');
      const copied = await readFile(join(artifact.directory, 'artifacts/network-1/model.json'), 'utf8');
      expect(JSON.parse(copied)).toMatchObject({ name: 'dynamo.onnx', classNames: CLASSES });
    });

    it('leaves the same for the same inputs', async () => {
      const inputs = { checkpoints: [dynamo], dataset: images, report: undefined };
      const [first, again] = [await runStage(siteStage, { inputs }), await runStage(siteStage, { inputs })];
      expect(again.artifact.identity).toBe(first.artifact.identity);
    });

    it('takes models beside checkpoints, and answers in the order of the data set', async () => {
      const { artifacts } = await trainedNetworks(CLASSES);
      const turned = await importModel({ file: 'dynamo', params: { classes: CLASSES.toReversed() } });
      const inputs = { ...artifacts, checkpoints: [turned, dynamo, ...artifacts.checkpoints] };
      const { data, networks } = await readSite((await runStage(siteStage, { inputs })).artifact);
      expect(data.networks.map(({ kind, name }) => [kind, name])).toEqual([
        ['checkpoint', 'standard'],
        ['checkpoint', 'balanced'],
        ['model', 'dynamo.onnx, 1'],
        ['model', 'dynamo.onnx, 2'],
      ]);
      expect(networks[2]!.order).toEqual([4, 3, 2, 1, 0]);
    });
  },
);

describe('a model that cannot be asked is refused before anything is written', () => {
  async function expectRefusal(changed: Partial<Model>, message: RegExp) {
    const folder = await temporaryFolder();
    const site = { dataset, split: 'test', imagesPerClass: 1, seed: 0, checkpoints: [] };
    await expect(writePlayground(folder, { ...site, models: [{ ...model, ...changed }] })).rejects.toThrow(
      message,
    );
    expect(await readdir(folder)).toEqual([]);
  }

  const exported = (file: string) => readFile(join(EXPORTS, `${file}.onnx`));

  it('of other classes', async () => {
    await expectRefusal(
      { classNames: ['ant', 'bee', 'cat', 'dog', 'elk'] },
      /^network "dynamo\.onnx": classes: expected those of the data set, ant, bee, cat, dog, eel, received ant, bee, cat, dog, elk; [^\n]+$/,
    );
    await expectRefusal({ classNames: CLASSES.slice(1) }, /"dynamo\.onnx": classes/);
  });

  it('of grey images', async () => {
    await expectRefusal({ input: { ...model.input, channels: 1 } }, /"dynamo\.onnx": channels/);
  });

  it('of images of another size', async () => {
    await expectRefusal({ stored: 256 }, /^size of the stored images: expected 256x256[^\n]+received 12x12/);
    await expectRefusal({ crop: { height: 13, width: 13 } }, /^window of 13x13 pixels/);
  });

  it('of no ONNX file', async () => {
    await expectRefusal(
      { bytes: new TextEncoder().encode('no model') },
      /^dynamo\.onnx: expected an ONNX file/,
    );
    await expectRefusal({ bytes: model.bytes.subarray(0, 1000) }, /^dynamo\.onnx: expected an ONNX file/);
  });

  it('whose batch norms were folded', async () => {
    await expectRefusal(
      { bytes: await exported('folded') },
      /^dynamo\.onnx: expected batch norms as nodes of their own, received 3 folded into other layers: bn1, bn2, bn3; export it with [^\n]+$/,
    );
  });

  it('that has no statistics but those of the batch', async () => {
    await expectRefusal(
      { bytes: await exported('without-stats') },
      /^network "dynamo\.onnx": expected population statistics[^\n]+; give what evaluator\/calibrate leaves$/,
    );
  });

  it('whose file is another than its description', async () => {
    const artifact = await calibrated(dynamo);
    const { population } = await readModel(artifact.directory);
    await expectRefusal({ population: population!, bytes: await exported('keras') }, /"dynamo\.onnx"/);
  });
});
