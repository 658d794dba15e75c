import type { CirculateGrid, CirculateRow } from '@batchmates/results';
import { answerKind, answerStyles } from './circulate-answer.ts';
import type { Chart } from './drawing.ts';
import { escapeXml, fit } from './text.ts';

/** What a grid is drawn from. */
export interface CirculateFigure {
  /** Unique in the page: names the thumbnails. */
  readonly id: string;
  readonly grid: CirculateGrid;
  readonly classNames: readonly string[];
  /** A small picture (`data:` URI) of every image of the grid, by index. */
  readonly thumbnails: Readonly<Record<string, string>>;
}

/** Most slots a grid shows; the rest of a batch of 50 or 100 classes stands in the table. */
export const shownSlots = 10;

const fontSize = 11;

/** Side of a thumbnail's definition; every use scales it. */
const unit = 32;

/**
 * A grid of Figure 4: every row is a batch, every column the slot of one class; probes are framed. Under an image
 * stands the network's answer. Images are `<use>` of what `thumbnailDefinitions` defines.
 */
export function circulateChart(figure: CirculateFigure): Chart {
  const { grid, classNames } = figure;
  const slots = Math.min(shownSlots, classNames.length);
  const rows = [grid.base, ...grid.rows].slice(0, slots + 1);
  return ({ width, narrow }) => {
    const left = narrow ? 0 : 58;
    const side = Math.floor((width - left) / slots);
    const picture = side - (narrow ? 6 : 14);
    const height = picture + (narrow ? 16 : 28);
    const top = narrow ? 4 : 22;
    const header = classNames
      .slice(0, slots)
      .map((name, slot) =>
        drawText({ x: left + (slot + 0.5) * side, y: 13, text: fit(name, side - 2, fontSize) }),
      );
    const body = rows.flatMap((row, index) => {
      const y = top + index * height;
      const label = index === 0 ? 'batch' : `probe ${index}`;
      const cells = row.cells.slice(0, slots).map((_, slot) =>
        drawCell(figure, row, {
          slot,
          x: left + slot * side + (side - picture) / 2,
          y,
          side,
          picture,
          narrow,
        }),
      );
      return narrow
        ? cells
        : [drawText({ x: 0, y: y + picture / 2, text: label, anchor: 'start' }), ...cells];
    });
    const markup = [...(narrow ? [] : header), ...body].join('');
    return { width, height: top + rows.length * height, markup: `<g font-size="${fontSize}">${markup}</g>` };
  };
}

/** Definitions of the images of a grid, each once. */
export function thumbnailDefinitions({ id, grid, thumbnails }: CirculateFigure): string {
  const images = [grid.base, ...grid.rows].flatMap(({ cells }) => cells.map(({ image }) => image));
  return [...new Set(images)]
    .toSorted((left, right) => left - right)
    .map(
      (image) =>
        `<image id="${id}-image-${image}" width="${unit}" height="${unit}" preserveAspectRatio="xMidYMid slice" ` +
        `href="${escapeXml(thumbnails[image] ?? '')}"/>`,
    )
    .join('');
}

interface CellPlace {
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  /** Sides of the slot and of the picture in it. */
  readonly side: number;
  readonly picture: number;
  readonly narrow: boolean;
}

function drawCell(
  { id, grid, classNames }: CirculateFigure,
  row: CirculateRow,
  { slot, x, y, side, picture, narrow }: CellPlace,
): string {
  const kind = answerKind(grid, row, slot);
  const { colour, mark } = answerStyles[kind];
  const { image, predicted } = row.cells[slot] ?? { image: 0, predicted: 0 };
  const name = fit(classNames[predicted] ?? '', side - (mark === '' ? 2 : 14), fontSize);
  // A phone has no room for class names: the mark alone says what the answer is, the table says which.
  const caption = narrow ? mark : `${mark} ${name}`.trim();
  const fill = kind === 'right' ? 'var(--muted)' : colour;
  return (
    `<use href="#${id}-image-${image}" transform="translate(${x} ${y}) scale(${picture / unit})"/>` +
    `<rect x="${x}" y="${y}" width="${picture}" height="${picture}" rx="2" fill="none" stroke="${colour}" ` +
    `stroke-width="${kind === 'right' ? 1 : 3}"/>` +
    (caption === '' ? '' : drawText({ x: x + picture / 2, y: y + picture + 12, text: caption, fill }))
  );
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'start' | 'middle';
  readonly fill?: string;
}

function drawText({ x, y, text, anchor = 'middle', fill = 'var(--muted)' }: Label): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escapeXml(text)}</text>`;
}
