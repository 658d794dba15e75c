import type { RandomStream } from '@batchmates/random';
import { CELL } from './cell.ts';
import { clutterBehind, strokesInFront } from './clutter.ts';
import { drawColour, drawContrasting, hex } from './colours.ts';
import type { Difficulty } from './difficulty.ts';
import type { Outline } from './load-typeface.ts';

/** One image to draw. */
export interface Letter {
  readonly outline: Outline;
  /** Letters, parts of which may lie in the background. */
  readonly others: readonly Outline[];
  readonly difficulty: Difficulty;
  readonly stream: RandomStream;
}

/** An image as SVG elements within a square of `CELL` units: ground, clutter, the letter, strokes over it. */
export function drawLetter({ outline, others, difficulty, stream }: Letter): string {
  const ground = drawColour(stream);
  const ink = drawContrasting(ground, difficulty.contrast, stream);
  const scene = { ground, ink, amount: difficulty.clutter, contrast: difficulty.contrast };
  return [
    `<rect width="${CELL}" height="${CELL}" fill="${hex(ground)}"/>`,
    ...clutterBehind(scene, others, stream),
    `<g fill="${hex(ink)}" transform="${placement(outline, difficulty.distortion, stream)}">${outline.svg}</g>`,
    ...strokesInFront(scene, stream),
  ].join('');
}

/** Where the letter goes: position, then rotation, slant, proportions and size, as an SVG transform. */
function placement(outline: Outline, distortion: number, stream: RandomStream): string {
  const spread = (size: number) => (2 * stream.uniform() - 1) * size * distortion;
  const size = CELL * (0.72 + spread(0.26));
  const proportions = Math.exp(spread(0.3));
  const slant = Math.tan(spread(0.5));
  const degrees = spread(28);
  const [width, height] = [size * proportions * outline.width, (size / proportions) * outline.height];
  // How far the letter's middle may move so that most of the letter stays inside.
  const margin = (extent: number) => Math.max(2, (CELL - extent) / 2 + 2);
  const [x, y] = [CELL / 2 + spread(margin(width)), CELL / 2 + spread(margin(height))];
  const matrix = `matrix(${fixed(size * proportions)} 0 ${fixed((slant * size) / proportions)} ${fixed(size / proportions)} 0 0)`;
  return `translate(${fixed(x)} ${fixed(y)}) rotate(${fixed(degrees)}) ${matrix}`;
}

/** Enough digits for SVG, and the same text on every machine. */
function fixed(value: number): string {
  return value.toFixed(3);
}
