import { UserError } from '@batchmates/errors';
import type { CifarManifest } from './manifest.ts';

/** Bytes of a record: a label, then the planes of the image. */
function recordBytes({ image }: CifarManifest): number {
  return 1 + image.height * image.width * image.channels;
}

/**
 * The label of every record of a file: `[records]`. Throws a `UserError` that names the file when it is no whole number of
 * records, or the first record whose label has no class.
 */
export function labelsOf(name: string, bytes: Uint8Array, manifest: CifarManifest): Uint8Array {
  const size = recordBytes(manifest);
  if (bytes.length % size !== 0) {
    const [expected, received] = [`a whole number of records of ${size} bytes`, `${bytes.length} bytes`];
    throw new UserError({ code: 'cifar10/file-size', what: `file ${name}`, expected, received });
  }
  const labels = Uint8Array.from({ length: bytes.length / size }, (_, record) => bytes[record * size]!);
  const bad = labels.findIndex((label) => label >= manifest.classes.length);
  if (bad < 0) return labels;
  throw new UserError({
    code: 'cifar10/bad-label',
    what: `file ${name}, record ${bad}`,
    expected: `a label byte from 0 to ${manifest.classes.length - 1}`,
    received: `${labels[bad]}`,
    remedy: 'it is not in the binary layout of CIFAR-10: replace the file',
  });
}

/** Writes the image of a record, stored as channel planes, into `target`: `[height, width, channels]`. */
export function readImage(
  target: Uint8Array,
  bytes: Uint8Array,
  record: number,
  manifest: CifarManifest,
): void {
  const { height, width, channels } = manifest.image;
  const plane = height * width;
  const first = record * recordBytes(manifest) + 1;
  for (let channel = 0; channel < channels; channel++) {
    const from = first + channel * plane;
    for (let pixel = 0, to = channel; pixel < plane; pixel++, to += channels)
      target[to] = bytes[from + pixel]!;
  }
}
