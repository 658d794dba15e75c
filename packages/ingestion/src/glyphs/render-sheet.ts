import sharp from 'sharp';
import { CELL } from './cell.ts';

/** Cells on one side of a sheet. */
const SIDE = 32;

/** Images that one sheet holds. */
export const SHEET = SIDE * SIDE;

/**
 * Rasterises up to `SHEET` images at once, since a call costs far more than a cell; returns them in order, each
 * `[CELL, CELL, 3]` uint8.
 */
export async function renderSheet(cells: readonly string[]): Promise<Uint8Array[]> {
  const rows = Math.ceil(cells.length / SIDE);
  const placed = cells.map((cell, index) => {
    const [x, y] = [(index % SIDE) * CELL, Math.floor(index / SIDE) * CELL];
    // A nested svg element clips what it holds to its own square.
    return `<svg x="${x}" y="${y}" width="${CELL}" height="${CELL}">${cell}</svg>`;
  });
  const width = SIDE * CELL;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${rows * CELL}">${placed.join('')}</svg>`;
  const sheet = await sharp(Buffer.from(svg), { unlimited: true }).removeAlpha().raw().toBuffer();
  return cells.map((_, index) => cut(sheet, (index % SIDE) * CELL, Math.floor(index / SIDE) * CELL, width));
}

function cut(sheet: Uint8Array, x: number, y: number, width: number): Uint8Array {
  const cell = new Uint8Array(CELL * CELL * 3);
  for (let row = 0; row < CELL; row++) {
    const from = ((y + row) * width + x) * 3;
    cell.set(sheet.subarray(from, from + CELL * 3), row * CELL * 3);
  }
  return cell;
}
