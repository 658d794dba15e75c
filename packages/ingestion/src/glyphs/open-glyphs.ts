import { randomStream } from '@batchmates/random';
import type { OpenedSource, SourceRow } from '../source/source.ts';
import { CELL } from './cell.ts';
import { degrade } from './degrade.ts';
import { drawLetter } from './draw-letter.ts';
import { families } from './families.ts';
import type { GlyphsParams } from './glyphs-params.ts';
import { loadTypeface, type Typeface } from './load-typeface.ts';
import { renderSheet, SHEET } from './render-sheet.ts';

/** The letters of both splits, drawn as they are asked for. */
export async function openGlyphs(params: GlyphsParams): Promise<OpenedSource> {
  const letters = params.letters.split('');
  const { train, test } = families;
  const splits = { train: letters.length * params.trainPerClass, test: letters.length * params.testPerClass };
  return {
    description: `letters ${params.letters} of ${train.length} typeface families, tested on ${test.length} others`,
    classNames: letters,
    encoding: 'raw',
    image: { height: CELL, width: CELL, channels: 3 },
    padding: params.pad,
    splits,
    async *rows() {
      for (const split of ['train', 'test'] as const) {
        const typefaces = await Promise.all(families[split].map(({ name }) => loadTypeface(name, letters)));
        yield* drawSplit({ split, typefaces, letters, count: splits[split], params });
      }
    },
    report: () => ({ families: { train: train.length, test: test.length } }),
  };
}

interface SplitToDraw {
  readonly split: 'train' | 'test';
  readonly typefaces: readonly Typeface[];
  readonly letters: readonly string[];
  /** Images to draw. */
  readonly count: number;
  readonly params: GlyphsParams;
}

async function* drawSplit(drawing: SplitToDraw): AsyncGenerator<SourceRow> {
  const { split, count, params } = drawing;
  let next = startSheet(0, drawing);
  for (let first = 0; first < count; first += SHEET) {
    const { scenes, images } = await next;
    // sharp draws the next sheet on its own threads while this one's images are degraded here.
    next = startSheet(first + SHEET, drawing);
    next.catch(() => {}); // When this sheet fails, nobody awaits the next one.
    for (const [cell, { id, label, index }] of scenes.entries()) {
      const stream = randomStream(params.seed, 'glyphs', split, index, 'degrade');
      yield { split, id, label, image: degrade(images[cell]!, params.difficulty, stream) };
    }
  }
}

async function startSheet(first: number, drawing: SplitToDraw) {
  const length = Math.max(0, Math.min(SHEET, drawing.count - first));
  const scenes = Array.from({ length }, (_, cell) => sceneOf(first + cell, drawing));
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
    others: Object.values(face),
    difficulty: params.difficulty,
    stream,
  });
  return { index, label, svg, id: `${letter}:${typeface.name}:${index}` };
}
