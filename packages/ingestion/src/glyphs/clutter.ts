import type { RandomStream } from '@batchmates/random';
import { CELL } from './cell.ts';
import { drawColour, hex, lightness, mix, type Colour } from './colours.ts';
import type { Outline } from './load-typeface.ts';

/** Colours of the image, and how much clutter to draw. */
export interface Scene {
  readonly ground: Colour;
  readonly ink: Colour;
  /** 0..1. */
  readonly amount: number;
  /** Difference in lightness that clutter behind the letter keeps from its ink, 0..0.5. */
  readonly contrast: number;
}

/** Shapes and pieces of other letters behind the letter, up to nine, as SVG elements. */
export function clutterBehind(scene: Scene, others: readonly Outline[], stream: RandomStream): string[] {
  const count = Math.round(scene.amount * 9 * stream.uniform());
  return Array.from({ length: count }, () => {
    const colour = hex(behindColour(scene, stream));
    const kind = stream.uniform();
    if (kind < 0.35) return line(colour, 0.6 + 2.4 * stream.uniform(), stream);
    if (kind < 0.55) return ellipse(colour, stream);
    if (kind < 0.7) return box(colour, stream);
    return otherLetter(others[stream.integer(others.length)]!, colour, stream);
  });
}

/** Thin strokes over the letter, up to three, in colours that are not the ink's. */
export function strokesInFront(scene: Scene, stream: RandomStream): string[] {
  const count = Math.round(scene.amount * 3 * stream.uniform());
  return Array.from({ length: count }, () =>
    line(hex(behindColour(scene, stream)), 0.5 + 0.9 * stream.uniform(), stream),
  );
}

/** A colour near the ground's, or at least as far from the ink's. */
function behindColour({ ground, ink, contrast }: Scene, stream: RandomStream): Colour {
  const colour = mix(ground, drawColour(stream), 0.15 + 0.6 * stream.uniform());
  return Math.abs(lightness(colour) - lightness(ink)) >= contrast ? colour : mix(ground, colour, 0.3);
}

function line(colour: string, width: number, stream: RandomStream): string {
  const [from, bend, to] = [point(stream), point(stream), point(stream)];
  return `<path d="M${from}Q${bend} ${to}" fill="none" stroke="${colour}" stroke-width="${width.toFixed(2)}"/>`;
}

function ellipse(colour: string, stream: RandomStream): string {
  const radius = () => (1 + 9 * stream.uniform() ** 2).toFixed(2);
  return `<ellipse transform="translate(${point(stream)})" rx="${radius()}" ry="${radius()}" fill="${colour}"/>`;
}

function box(colour: string, stream: RandomStream): string {
  const extent = () => (2 + 16 * stream.uniform() ** 2).toFixed(2);
  const place = `translate(${point(stream)}) rotate(${stream.integer(90)})`;
  return `<rect transform="${place}" width="${extent()}" height="${extent()}" fill="${colour}"/>`;
}

/** Another letter, small anywhere or large and mostly outside. */
function otherLetter({ svg }: Outline, colour: string, stream: RandomStream): string {
  const size = 5 + 25 * stream.uniform() ** 2;
  const angle = 2 * Math.PI * stream.uniform();
  const distance = 9 + size * 0.42;
  const x = CELL / 2 + distance * Math.cos(angle);
  const y = CELL / 2 + distance * Math.sin(angle);
  const place = `translate(${x.toFixed(2)} ${y.toFixed(2)}) rotate(${stream.integer(360)}) scale(${size.toFixed(2)})`;
  return `<g fill="${colour}" transform="${place}">${svg}</g>`;
}

function point(stream: RandomStream): string {
  return `${(CELL * stream.uniform()).toFixed(2)} ${(CELL * stream.uniform()).toFixed(2)}`;
}
