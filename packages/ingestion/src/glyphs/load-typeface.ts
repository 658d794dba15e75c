import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '@batchmates/errors';
import opentype, { type Font } from 'opentype.js';

/** The outline of a letter: its bounding box is centred on the origin and at most 1 high and wide. */
export interface Outline {
  /** An SVG element without a fill of its own. */
  readonly svg: string;
  /** Extent of the bounding box; the larger of the two is 1. */
  readonly width: number;
  readonly height: number;
}

/** A family's outlines: one record of letter to outline for each of its faces (weight and style). */
export interface Typeface {
  readonly name: string;
  readonly faces: readonly Readonly<Record<string, Outline>>[];
}

/** Lighter faces fall apart at 32 pixels. */
const LIGHTEST = 300;

/** Reads all faces of the typeface that `@fontsource/<name>` holds; throws a `UserError` when a letter has no outline. */
export async function loadTypeface(name: string, letters: readonly string[]): Promise<Typeface> {
  const faceFile = new RegExp(`^${name}-latin-(\\d+)-(normal|italic)\\.woff$`);
  const folder = typefaceFolder(name);
  const files = (await readdir(folder))
    .filter((file) => {
      const weight = faceFile.exec(file)?.[1];
      return weight !== undefined && Number(weight) >= LIGHTEST;
    })
    .sort();
  return { name, faces: await Promise.all(files.map((file) => outlines(join(folder, file), letters))) };
}

/** Its files: in the published package beside the code, in the repository in a package of their own. */
function typefaceFolder(name: string): string {
  const own = fileURLToPath(new URL(`../typefaces/${name}`, import.meta.url));
  if (existsSync(own)) return own;
  return join(dirname(createRequire(import.meta.url).resolve(`@fontsource/${name}/package.json`)), 'files');
}

async function outlines(file: string, letters: readonly string[]): Promise<Record<string, Outline>> {
  const bytes = await readFile(file);
  const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return Object.fromEntries(letters.map((letter) => [letter, outlineOf(font, letter, file)]));
}

function outlineOf(font: Font, letter: string, file: string): Outline {
  const glyph = font.charToGlyph(letter);
  const path = glyph.getPath(0, 0, 1000);
  const { x1, y1, x2, y2 } = path.getBoundingBox();
  const [width, height] = [x2 - x1, y2 - y1];
  if (glyph.index === 0 || !(width > 0 && height > 0)) {
    throw new UserError({
      code: 'glyphs/no-letter',
      what: `letters: ${file}`,
      expected: `an outline for "${letter}"`,
      received: 'none',
      remedy: 'use letters of the Latin alphabet and digits',
    });
  }
  const scale = 1 / Math.max(width, height);
  const toUnit = `scale(${scale.toFixed(7)}) translate(${(-(x1 + x2) / 2).toFixed(1)} ${(-(y1 + y2) / 2).toFixed(1)})`;
  // The path stays in font units: at unit size opentype.js takes near points for equal ones and drops curves.
  return {
    svg: `<path transform="${toUnit}" d="${path.toPathData(1)}"/>`,
    width: width * scale,
    height: height * scale,
  };
}
