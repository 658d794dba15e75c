import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stateDictFile } from '@batchmates/import/testing';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import sharp from 'sharp';
import { compose, planningContext } from '../registry/services.ts';
import { lendLibrary } from './lend-library.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from './temporary-workspace.ts';

const NAME = 'every-stage';

const PIPELINE = `
name: ${NAME}
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 120, testPerClass: 12 }
  folder:
    uses: ingestion/image-folder
    with: { source: ./images }
  cifar:
    uses: ingestion/cifar10
    with: { source: ./cifar, manifest: ./cifar/manifest.json }
  classes:
    uses: ingestion/sample-classes
    with:
      source: { train: ./images/train, validation: ./images/test }
      classes: 3
      trainPerClass: 30
      testPerClass: 10
  imagenet:
    uses: ingestion/imagenet
    in: { sample: classes }
    with: { source: { train: ./images/train, validation: ./images/test }, size: 48 }
  subset:
    uses: ingestion/subset
    in: { dataset: glyphs }
    with: { trainPerClass: 20, validation: { fraction: 0.1 } }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with:
      network: cifar-resnet-8
      width: 4
      resolution: 12
      batching: balanced
      epochs: 5
      threads: 1
      checkpointEvery: 0.002
      augmentation: { kind: scale-crop, flip: false }
  network:
    uses: import/safetensors
    with: { file: ./net.safetensors, architecture: resnet-18, classes: [A, B, C], width: 8, crop: 24, resolution: 32 }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    matrix: { protocol: [standard, balanced] }
    with: { protocol: '\${protocol}', threads: 1 }
  pseudo-label:
    uses: evaluator/pseudo-label
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { rounds: 2, threads: 1 }
  circulate:
    uses: evaluator/circulate
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { threads: 1, confidence: 0.4 }
  hypotheses:
    uses: evaluator/hypotheses
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { threads: 1 }
  audit:
    uses: evaluator/audit
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { threads: 1, batchSize: 3, attribution: { images: 12 } }
  report:
    uses: report/report
    in: { results: [evaluate, pseudo-label, circulate, hypotheses, audit], checkpoints: train, datasets: glyphs }
    matrix: { title: [one, two] }
    with: { title: '\${title}' }
  site:
    uses: report/site
    in: { checkpoints: calibrate, dataset: glyphs }
    with: { imagesPerClass: 2 }
  compare:
    uses: report/compare
    in: { reports: report }
`;

/** A workspace whose pipeline `every-stage` has every stage of the project, with images of its own. */
export interface EveryStage {
  readonly workspace: TemporaryWorkspace;
  readonly plan: Plan;
}

/** Writes the workspace, its images and its pipeline; nothing has run yet. */
export async function createEveryStage(): Promise<EveryStage> {
  const workspace = await createTemporaryWorkspace();
  const { root } = workspace;
  const folder = join(root, 'pipelines', NAME);
  await workspace.write(`pipelines/${NAME}/pipeline.yaml`, PIPELINE);
  await writeImages(join(folder, 'images'));
  await writeCifar(join(folder, 'cifar'));
  await stateDictFile(join(folder, 'net.safetensors'), { architecture: 'resnet-18', classes: 3, width: 8 });
  await lendLibrary(workspace);
  const plan = await planPipeline(join(folder, 'pipeline.yaml'), planningContext(compose(), root));
  return { workspace, plan };
}

/** `<split>/<class>/<image>.jpg` of three classes of ImageNet, named as there. */
async function writeImages(folder: string): Promise<void> {
  for (const [split, count] of Object.entries({ train: 30, test: 10 }))
    for (const wnid of ['n01440764', 'n01443537', 'n01484850']) {
      await mkdir(join(folder, split, wnid), { recursive: true });
      for (let image = 0; image < count; image++)
        await sharp(pixels(64 * 64 * 3, `${split} ${wnid} ${image}`), {
          raw: { width: 64, height: 64, channels: 3 },
        })
          .jpeg()
          .toFile(join(folder, split, wnid, `${wnid}_${split}_${image}.JPEG`));
    }
}

/** Files in the layout of CIFAR-10, of 300 training and 60 test images in three classes, and their manifest. */
async function writeCifar(folder: string): Promise<void> {
  const RECORD = 1 + 32 * 32 * 3;
  const files = [];
  for (const [name, split, records] of [
    ['data_batch_1.bin', 'train', 300],
    ['test_batch.bin', 'test', 60],
  ] as const) {
    const bytes = pixels(records * RECORD, name);
    for (let record = 0; record < records; record++) bytes[record * RECORD] = record % 3;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
    const md5 = createHash('md5').update(bytes).digest('hex');
    files.push({ name, split, bytes: bytes.length, md5 });
  }
  const manifest = {
    name: 'sample',
    title: 'A sample in the layout of CIFAR-10',
    homepage: 'https://example.org/',
    licence: 'none needed',
    citation: 'none',
    image: { height: 32, width: 32, channels: 3 },
    classes: ['one', 'two', 'three'],
    archive: {
      ...{ url: 'https://example.org/none.tar.gz', name: 'none.tar.gz', folder: 'none' },
      ...{ bytes: 1, md5: '0'.repeat(32) },
    },
    files,
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

/** Bytes of noise, the same for the same name. */
function pixels(length: number, name: string): Buffer {
  return createHash('shake256', { outputLength: length }).update(name).digest();
}
