import { createDatasetWriter, type DatasetWriter } from '@batchmates/dataset';
import type { ProgressBar, StageContext, StageReport } from '@batchmates/stage';
import { randomStream } from '@batchmates/random';
import type { z } from 'zod';
import { degrade } from './degrade.ts';
import { CELL } from './cell.ts';
import { drawLetter } from './draw-letter.ts';
import { families } from './families.ts';
import type { glyphsParams } from './glyphs.ts';
import { loadTypeface, type Typeface } from './load-typeface.ts';
import { renderSheet, SHEET } from './render-sheet.ts';

type Params = z.output<typeof glyphsParams>;

/** Draws both splits. */
export async function ingestGlyphs(context: StageContext<Params>): Promise<StageReport> {
  const { params, output, progress, signal } = context;
  const letters = params.letters.split('');
  const writer = createDatasetWriter({
    directory: output,
    description: `letters ${params.letters} of ${families.train.length} typeface families, tested on ${families.test.length} others`,
    classNames: letters,
    encoding: 'raw',
    image: { height: CELL, width: CELL, channels: 3 },
    padding: params.pad,
  });
  const perClass = { train: params.trainPerClass, test: params.testPerClass };
  const images = letters.length * (perClass.train + perClass.test);
  const bar = progress.start({ label: 'drawing letters', total: images, unit: 'images' });
  try {
    for (const split of ['train', 'test'] as const) {
      const typefaces = await Promise.all(families[split].map(({ name }) => loadTypeface(name, letters)));
      await drawSplit({ split, typefaces, letters, perClass: perClass[split], params, writer, bar, signal });
    }
    await writer.finish();
  } finally {
    bar.stop();
    await writer.close();
  }
  return { images, families: { train: families.train.length, test: families.test.length } };
}

interface SplitToDraw {
  readonly split: 'train' | 'test';
  readonly typefaces: readonly Typeface[];
  readonly letters: readonly string[];
  readonly perClass: number;
  readonly params: Params;
  readonly writer: DatasetWriter;
  readonly bar: ProgressBar;
  readonly signal: AbortSignal;
}

async function drawSplit(request: SplitToDraw): Promise<void> {
  const { split, letters, perClass, params, writer, bar, signal } = request;
  const count = letters.length * perClass;
  let next = startSheet(0, count, request);
  for (let first = 0; first < count; first += SHEET) {
    signal.throwIfAborted();
    const { scenes, images } = await next;
    // sharp draws the next sheet on its own threads while this one's images are degraded here.
    next = startSheet(first + SHEET, count, request);
    next.catch(() => {}); // When this sheet fails, nobody awaits the next one.
    for (const [cell, { id, label, index }] of scenes.entries()) {
      const stream = randomStream(params.seed, 'glyphs', split, index, 'degrade');
      await writer.add(split, { id, label, image: degrade(images[cell]!, params.difficulty, stream) });
    }
    bar.advance(images.length);
  }
}

async function startSheet(first: number, count: number, request: SplitToDraw) {
  const length = Math.max(0, Math.min(SHEET, count - first));
  const scenes = Array.from({ length }, (_, cell) => sceneOf(first + cell, request));
  return { scenes, images: length === 0 ? [] : await renderSheet(scenes.map(({ svg }) => svg)) };
}

/** Image `index` of a split; classes take turns. Each image has a stream of its own, so that counts may change. */
function sceneOf(index: number, { split, typefaces, letters, params }: SplitToDraw) {
  const label = index % letters.length;
  const letter = letters[label]!;
  const stream = randomStream(params.seed, 'glyphs', split, index);
  const typeface = typefaces[stream.integer(typefaces.length)]!;
  const face = typeface.faces[stream.integer(typeface.faces.length)]!;
  const svg = drawLetter({
    outline: face[letter]!,
    strangers: Object.values(face),
    difficulty: params.difficulty,
    stream,
  });
  return { index, label, svg, id: `${letter}:${typeface.name}:${index}` };
}
