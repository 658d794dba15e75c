import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeState, writeCheckpoint } from '@batchmates/checkpoint';
import { runStage, temporaryFolder, writeInput } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { siteDataSchema, siteStage } from '../src/index.ts';
import { writePlayground } from '../src/site/write-playground.ts';
import { likeTheDemo } from './fixtures/like-the-demo.ts';
import { trainedNetworks, type TrainedNetworks } from './fixtures/trained-networks.ts';

let trained: TrainedNetworks;

beforeAll(async () => {
  trained = await trainedNetworks();
});

function run(
  params: Parameters<
    typeof runStage<typeof siteStage.params, unknown, typeof siteStage.inputs>
  >[1]['params'] = {},
) {
  return runStage(siteStage, { inputs: trained.artifacts, params });
}

async function described(directory: string) {
  return siteDataSchema.parse(
    JSON.parse(await readFile(join(directory, 'playground', 'playground.json'), 'utf8')),
  );
}

describe('report/site', () => {
  it('leaves a page with its images and networks', async () => {
    const { artifact, report } = await run({ imagesPerClass: 3, title: 'Stripes' });
    const site = await described(artifact.directory);
    expect(report).toEqual({ images: 12, networks: 2 });
    expect(artifact.manifest.type).toBe('site');
    expect(site).toMatchObject({ title: 'Stripes', classes: ['red', 'green', 'blue', 'grey'] });
    expect(site.image).toEqual({ height: 20, width: 20, channels: 3 });
    expect(site.shelf.labels).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(site.networks.map(({ name, training, batchSize }) => [name, training, batchSize])).toEqual([
      ['standard', 'standard', 4],
      ['balanced', 'balanced', 4],
    ]);
    expect((await readdir(artifact.directory)).toSorted()).toEqual([
      ...['artifact.json', 'artifacts', 'index.html', 'playground', 'run.json'],
    ]);
    expect(await readdir(join(artifact.directory, 'playground'))).toEqual(
      expect.arrayContaining(['index.html', 'assets', 'wasm', site.shelf.file]),
    );
  });

  it('has the licences of what the page and its worker are made of', async () => {
    const { artifact } = await run();
    const text = await readFile(join(artifact.directory, 'playground/licences.md'), 'utf8');
    for (const name of ['preact', 'zod', '@tensorflow/tfjs-core', '@bufbuild/protobuf']) {
      expect(text.match(new RegExp(`^## ${name} - \\d`, 'gm')), name).toHaveLength(1);
    }
  });

  it('shows the true labels of a split that was given wrong ones', async () => {
    const { dataset, checkpoints } = trained;
    const split = await dataset.split('test');
    const trueLabels = split.labels.map((label) => (label + 1) % 4);
    const mislabelled = { ...dataset, split: () => Promise.resolve({ ...split, trueLabels }) };
    const { shelf } = await writePlayground(await temporaryFolder(), {
      ...{ title: undefined, dataset: mislabelled, split: 'test', checkpoints },
      ...{ imagesPerClass: 2, seed: 0 },
    });
    expect(shelf.labels).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(shelf.ids.map((id) => trueLabels[Number(id.split(':')[1])])).toEqual(shelf.labels);
  });

  it('keeps the bytes of the images, in the order of the shelf', async () => {
    const { artifact } = await run({ imagesPerClass: 2, seed: 5 });
    const { shelf } = await described(artifact.directory);
    const bytes = await readFile(join(artifact.directory, 'playground', shelf.file));
    const split = await trained.dataset.split('test');
    expect(bytes).toHaveLength(shelf.count * 20 * 20 * 3);
    shelf.ids.forEach((id, place) => {
      const index = Number(id.split(':')[1]);
      expect(split.labels[index]).toBe(shelf.labels[place]);
      expect(bytes.subarray(place * 1200, (place + 1) * 1200).equals(split.image(index))).toBe(true);
    });
  });

  it('keeps parameters and statistics, and no slots of the optimizer', async () => {
    const { artifact } = await run();
    const { networks } = await described(artifact.directory);
    for (const [index, { file }] of networks.entries()) {
      const { network } = trained.checkpoints[index]!;
      const bytes = await readFile(join(artifact.directory, 'playground', file));
      const { state, population } = decodeState(bytes, { network, file });
      expect([...state.keys()].some((name) => name.startsWith('optimizer.'))).toBe(false);
      for (const [name, { data }] of state) {
        expect(data).toEqual(trained.checkpoints[index]!.state.get(name)!.data);
      }
      expect(population).toEqual(trained.checkpoints[index]!.population);
    }
  });

  it('takes all images of a class that has fewer than asked for', async () => {
    const { artifact } = await run({ imagesPerClass: 1000 });
    expect((await described(artifact.directory)).shelf.count).toBe(24);
  });

  it('leaves the same for the same seed, and other images for another', async () => {
    const [first, again, other] = [
      await run({ imagesPerClass: 2 }),
      await run({ imagesPerClass: 2 }),
      await run({ imagesPerClass: 2, seed: 1 }),
    ];
    expect(again.artifact.identity).toBe(first.artifact.identity);
    expect((await described(other.artifact.directory)).shelf.ids).not.toEqual(
      (await described(first.artifact.directory)).shelf.ids,
    );
  });

  it('names networks of one strategy by what tells them apart', async () => {
    const [standard] = trained.artifacts.checkpoints;
    const { artifact } = await runStage(siteStage, {
      inputs: { ...trained.artifacts, checkpoints: [standard!, standard!] },
    });
    const { networks } = await described(artifact.directory);
    expect(networks.map(({ name }) => name)).toEqual(['standard, 1', 'standard, 2']);
  });

  it('is at most 5 MB with networks and images such as those of the demo, without ONNX Runtime', async () => {
    const { artifact } = await runStage(siteStage, { inputs: await likeTheDemo() });
    const { files } = artifact.manifest;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    // Networks of 310 kB, images of 960 kB.
    expect(bytes).toBeGreaterThan(2 * 300e3 + 900e3);
    expect(bytes).toBeLessThan(5e6);
    expect(files.filter(({ path }) => path.startsWith('playground/onnxruntime/'))).toEqual([]);
  });

  it('refuses a network without population statistics, also before anything runs', async () => {
    const { population: _, ...checkpoint } = trained.checkpoints[0]!;
    const bare = await writeInput('checkpoint', (folder) => writeCheckpoint(folder, checkpoint));
    const inputs = { ...trained.artifacts, checkpoints: [bare] };
    await expect(runStage(siteStage, { inputs })).rejects.toMatchObject({ code: 'playground/population' });
    const planned = { type: 'checkpoint', foreseen: { population: false }, artifact: undefined };
    await expect(
      siteStage.check!({
        ...{ params: siteStage.params.parse({}), pipelineDirectory: '.', services: undefined },
        inputs: { checkpoints: [planned], dataset: [], report: [] },
      }),
    ).rejects.toMatchObject({ code: 'playground/population' });
  });

  it('refuses a network of other classes', async () => {
    const other = await trainedNetworks(['red', 'green', 'blue', 'gray']);
    const inputs = { ...trained.artifacts, checkpoints: other.artifacts.checkpoints };
    await expect(runStage(siteStage, { inputs })).rejects.toThrow(
      /network "standard": classes.*red, green, blue, grey.*red, green, blue, gray/s,
    );
  });
});
