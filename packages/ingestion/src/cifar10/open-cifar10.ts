import { downloadFile } from '../download/download-file.ts';
import { balancedSubset } from '../files/balanced-subset.ts';
import type { OpenedSource, SourceContext, SourceRow } from '../source/source.ts';
import { chooseFiles } from './choose-files.ts';
import { manifestOf, type Cifar10Params } from './cifar10-params.ts';
import { findSource, type CifarSource } from './find-source.ts';
import { readCifarManifest, type CifarFile, type CifarManifest } from './manifest.ts';
import { readFiles } from './read-files.ts';
import { labelsOf, readImage } from './records.ts';

/** Finds or downloads the files of CIFAR-10, reads them into memory and verifies them. */
export async function openCifar10(context: SourceContext<Cifar10Params>): Promise<OpenedSource> {
  const { params, pipelineDirectory, signal } = context;
  const manifest = await readCifarManifest(manifestOf(params, pipelineDirectory));
  const { train, test, description } = chooseFiles(manifest, params.split);
  const files = [...train, ...test];
  const needed = files.map(({ name }) => name);
  const found = await findSource({ source: params.source, pipelineDirectory, manifest, needed });
  const source = await obtain(found, manifest, context);
  const contents = await readFiles(source, files, signal);
  const splits = [
    splitOf({ name: 'train', files: train, images: params.trainImages }, contents, manifest),
    splitOf({ name: 'test', files: test, images: params.testImages }, contents, manifest),
  ];
  return {
    description,
    classNames: manifest.classes,
    encoding: 'raw',
    image: manifest.image,
    padding: params.pad,
    splits: Object.fromEntries(splits.map(({ name, chosen }) => [name, chosen.length])),
    async *rows() {
      for (const split of splits) yield* rowsOf(split, manifest);
    },
    report: () => ({ source: source.path }),
  };
}

async function obtain(
  source: CifarSource,
  manifest: CifarManifest,
  { progress, signal }: SourceContext<Cifar10Params>,
) {
  if (source.kind !== 'download') return source;
  const { url, bytes, md5 } = manifest.archive;
  await downloadFile({ url, path: source.path, bytes, md5, progress, signal });
  return { kind: 'archive', path: source.path } as const;
}

interface CifarSplit {
  readonly name: 'train' | 'test';
  readonly files: readonly {
    readonly base: string;
    readonly bytes: Uint8Array;
    readonly labels: Uint8Array;
  }[];
  /** Image indices to take, counted over all files, growing. */
  readonly chosen: Uint32Array;
}

function splitOf(
  {
    name,
    files,
    images,
  }: { name: 'train' | 'test'; files: readonly CifarFile[]; images: number | undefined },
  contents: ReadonlyMap<string, Uint8Array>,
  manifest: CifarManifest,
): CifarSplit {
  const opened = files.map((file) => {
    const bytes = contents.get(file.name)!;
    return { base: file.name.replace(/\.bin$/, ''), bytes, labels: labelsOf(file.name, bytes, manifest) };
  });
  const labels = Uint8Array.from(opened.flatMap((file) => [...file.labels]));
  const parameter = `${name}Images`;
  return {
    name,
    files: opened,
    chosen: balancedSubset({ labels, classNames: manifest.classes, images, parameter }),
  };
}

/** The rows of a split; all share the memory of one image. */
function* rowsOf({ name, files, chosen }: CifarSplit, manifest: CifarManifest): Generator<SourceRow> {
  const { height, width, channels } = manifest.image;
  const image = new Uint8Array(height * width * channels);
  let [file, first] = [0, 0];
  for (const index of chosen) {
    while (index - first >= files[file]!.labels.length) first += files[file++]!.labels.length;
    const { base, bytes, labels } = files[file]!;
    const record = index - first;
    readImage(image, bytes, record, manifest);
    yield { split: name, id: `${base}:${record}`, label: labels[record]!, image };
  }
}
