import { createDatasetWriter, type DatasetWriter } from '@batchmates/dataset';
import type { ProgressBar, StageContext, StageReport } from '@batchmates/stage';
import type { z } from 'zod';
import { downloadFile } from '../download/download-file.ts';
import { balancedSubset } from '../files/balanced-subset.ts';
import { chooseFiles } from './choose-files.ts';
import { manifestOf, type cifar10Params } from './cifar10.ts';
import { findSource, type CifarSource } from './find-source.ts';
import { readCifarManifest, type CifarFile, type CifarManifest } from './manifest.ts';
import { readFiles } from './read-files.ts';
import { labelsOf, readImage } from './records.ts';

type Context = StageContext<z.output<typeof cifar10Params>>;

/** Reads, verifies and writes CIFAR-10; reports where it came from. */
export async function ingestCifar10(context: Context): Promise<StageReport> {
  const { params, pipelineDirectory, output } = context;
  const manifest = await readCifarManifest(manifestOf(params, pipelineDirectory));
  const { train, test, description } = chooseFiles(manifest, params.split);
  const files = [...train, ...test];
  const needed = files.map(({ name }) => name);
  const source = await obtain(
    await findSource({ source: params.source, pipelineDirectory, manifest, needed }),
    manifest,
    context,
  );
  const contents = await readFiles(source, files, context.signal);
  const writer = createDatasetWriter({
    directory: output,
    description,
    classNames: manifest.classes,
    encoding: 'raw',
    image: manifest.image,
    padding: params.pad,
  });
  const plans = [
    planSplit({ name: 'train', files: train, images: params.trainImages }, contents, manifest),
    planSplit({ name: 'test', files: test, images: params.testImages }, contents, manifest),
  ];
  const total = plans.reduce((sum, plan) => sum + plan.chosen.length, 0);
  const bar = context.progress.start({ label: manifest.title, total, unit: 'images' });
  try {
    for (const plan of plans) await writeSplit(plan, { writer, manifest, bar, signal: context.signal });
    await writer.finish();
  } finally {
    bar.stop();
    await writer.close();
  }
  return { source: source.path, images: total };
}

async function obtain(source: CifarSource, manifest: CifarManifest, { progress, signal }: Context) {
  if (source.kind !== 'download') return source;
  const { url, bytes, md5 } = manifest.archive;
  await downloadFile({ url, path: source.path, bytes, md5, progress, signal });
  return { kind: 'archive', path: source.path } as const;
}

interface SplitPlan {
  readonly name: string;
  readonly files: readonly {
    readonly base: string;
    readonly bytes: Uint8Array;
    readonly labels: Uint8Array;
  }[];
  /** Image indices to take, counted over all files, growing. */
  readonly chosen: Uint32Array;
}

function planSplit(
  split: { name: 'train' | 'test'; files: readonly CifarFile[]; images: number | undefined },
  contents: ReadonlyMap<string, Uint8Array>,
  manifest: CifarManifest,
): SplitPlan {
  const files = split.files.map(({ name }) => {
    const bytes = contents.get(name)!;
    return { base: name.replace(/\.bin$/, ''), bytes, labels: labelsOf(name, bytes, manifest) };
  });
  const labels = Uint8Array.from(files.flatMap((file) => [...file.labels]));
  const parameter = `${split.name}Images`;
  const chosen = balancedSubset({ labels, classNames: manifest.classes, images: split.images, parameter });
  return { name: split.name, files, chosen };
}

async function writeSplit(
  { name, files, chosen }: SplitPlan,
  {
    writer,
    manifest,
    bar,
    signal,
  }: { writer: DatasetWriter; manifest: CifarManifest; bar: ProgressBar; signal: AbortSignal },
): Promise<void> {
  const { height, width, channels } = manifest.image;
  const image = new Uint8Array(height * width * channels);
  let [file, first] = [0, 0];
  for (const [done, index] of chosen.entries()) {
    while (index - first >= files[file]!.labels.length) first += files[file++]!.labels.length;
    const { base, bytes, labels } = files[file]!;
    const record = index - first;
    readImage(image, bytes, record, manifest);
    await writer.add(name, { id: `${base}:${record}`, label: labels[record]!, image });
    if (done % 1000 === 999) {
      bar.advance(1000);
      signal.throwIfAborted();
    }
  }
  bar.advance(chosen.length % 1000);
}
