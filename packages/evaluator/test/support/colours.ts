import { createDatasetWriter, openDataset, type Dataset } from '@batchmates/dataset';
import { randomStream } from '@batchmates/random';

/** One image to be made: its class, and how much of its class's colour it shows (1 all, 0 none but the next one's). */
export interface Swatch {
  readonly label: number;
  readonly purity: number;
  /** A label that is wrong on purpose; absent: that of its class. */
  readonly given?: number;
}

const SIZE = 8;

/** Three classes of noisy swatches (red, green, blue) as a data set on disk, padded by a pixel. */
export async function writeColours(
  directory: string,
  splits: Readonly<Record<string, readonly Swatch[]>>,
  classNames: readonly string[] = ['red', 'green', 'blue'],
): Promise<Dataset> {
  const writer = createDatasetWriter({
    directory,
    description: 'noisy swatches',
    classNames,
    encoding: 'raw',
    image: { height: SIZE, width: SIZE, channels: 3 },
    padding: 1,
  });
  for (const [split, swatches] of Object.entries(splits)) {
    for (const [index, swatch] of swatches.entries()) {
      const image = paint(swatch, [split, index]);
      const { label: trueLabel, given } = swatch;
      const labels = swatches.some((each) => each.given !== undefined)
        ? { label: given ?? trueLabel, trueLabel }
        : { label: trueLabel };
      await writer.add(split, { id: `${split}:${index}`, ...labels, image });
    }
  }
  await writer.finish();
  return openDataset(directory);
}

/** `perClass` swatches of each of three classes, in class order; the last `impure` of each class hardly show it. */
export function swatches(perClass: number, impure = 0): Swatch[] {
  return [0, 1, 2].flatMap((label) =>
    Array.from({ length: perClass }, (_, index) => ({
      label,
      purity: index < perClass - impure ? 1 : 0.25,
    })),
  );
}

function paint({ label, purity }: Swatch, key: readonly (string | number)[]): Uint8Array {
  const stream = randomStream('swatch', ...key);
  return Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, at) => {
    const channel = at % 3;
    const share = channel === label ? purity : channel === (label + 1) % 3 ? 1 - purity : 0;
    return Math.max(0, Math.min(255, 90 + 60 * share + 45 * stream.normal()));
  });
}
