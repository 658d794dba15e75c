import type { CirculateGrid, CirculateRow } from '@batchmates/results';
import type { Chart } from './drawing.ts';
import { escapeXml, shorten } from './text.ts';

/** What an answer in a grid is: the class that lost its image to a probe, the image's own class, or neither. */
export type AnswerKind = 'missing' | 'own' | 'other' | 'right' | 'wrong';

/** Colour, mark and meaning of every kind of answer, for cells and legend alike. */
export const answerStyles: Record<
  AnswerKind,
  { readonly colour: string; readonly mark: string; readonly meaning: string }
> = {
  missing: { colour: 'var(--series-3)', mark: '◆', meaning: 'probe, answered as a missing class' },
  own: { colour: 'var(--series-1)', mark: '●', meaning: 'probe, answered as its own class' },
  other: { colour: 'var(--series-2)', mark: '▲', meaning: 'probe, answered as another class' },
  right: { colour: 'var(--line)', mark: '', meaning: 'companion, right' },
  wrong: { colour: 'var(--series-4)', mark: '✕', meaning: 'companion, wrong' },
};

/** Most slots a grid shows; the rest of a batch of 50 or 100 classes stands in the table. */
export const shownSlots = 10;

/**
 * A grid of Figure 4: every row is a batch, every column the slot of one class; probes are framed. Under an image
 * stands the network's answer. Images are `<use>` of the thumbnails that `thumbnailDefinitions` defines.
 */
export function circulateChart(grid: CirculateGrid, classNames: readonly string[]): Chart {
  const slots = Math.min(shownSlots, classNames.length);
  const rows = [grid.base, ...grid.rows].slice(0, slots + 1);
  return ({ width, narrow }) => {
    const left = narrow ? 0 : 58;
    const cell = Math.floor((width - left) / slots);
    const picture = cell - (narrow ? 6 : 14);
    const height = picture + (narrow ? 16 : 28);
    const top = narrow ? 4 : 22;
    const header = narrow
      ? ''
      : classNames
          .slice(0, slots)
          .map((name, slot) => text(left + (slot + 0.5) * cell, 13, shorten(name, 10), 'middle'))
          .join('');
    const body = rows.map((row, index) => {
      const y = top + index * height;
      const label = narrow ? '' : text(0, y + picture / 2, index === 0 ? 'batch' : `probe ${index}`, 'start');
      return (
        label +
        row.cells
          .slice(0, slots)
          .map((_, slot) => drawCell(slot, y))
          .join('')
      );

      function drawCell(slot: number, at: number): string {
        const kind = answerKind(grid, row, slot);
        const { colour, mark } = answerStyles[kind];
        const x = left + slot * cell + (cell - picture) / 2;
        const thick = kind === 'right' ? 1 : 3;
        const answer = row.cells[slot];
        const caption = narrow
          ? mark
          : `${mark} ${shorten(classNames[answer?.predicted ?? 0] ?? '', mark === '' ? 10 : 8)}`.trim();
        const colourOfText = kind === 'right' ? 'var(--muted)' : colour;
        return (
          `<use href="#${thumbnailId(answer?.image ?? 0)}" transform="translate(${x} ${at}) scale(${picture / 32})"/>` +
          `<rect x="${x}" y="${at}" width="${picture}" height="${picture}" rx="2" fill="none" stroke="${colour}" stroke-width="${thick}"/>` +
          (caption === '' ? '' : text(x + picture / 2, at + picture + 12, caption, 'middle', colourOfText))
        );
      }
    });
    return {
      width,
      height: top + rows.length * height,
      markup: `<g font-size="11">${header}${body.join('')}</g>`,
    };
  };
}

/** Definitions of 32 x 32 images for `circulateChart`, one per thumbnail the grid shows. */
export function thumbnailDefinitions(
  thumbnails: Readonly<Record<string, string>>,
  images: Iterable<number>,
): string {
  return [...new Set(images)]
    .toSorted((left, right) => left - right)
    .map(
      (image) =>
        `<image id="${thumbnailId(image)}" width="32" height="32" preserveAspectRatio="xMidYMid slice" href="${escapeXml(thumbnails[image] ?? '')}"/>`,
    )
    .join('');
}

/** What the answer in `slot` of a row is. */
export function answerKind(grid: CirculateGrid, row: CirculateRow, slot: number): AnswerKind {
  const predicted = row.cells[slot]?.predicted;
  const probe = row.probeSlots.indexOf(slot);
  if (probe < 0) return predicted === slot ? 'right' : 'wrong';
  // In its own class's slot right and missing are the same answer, which counts as right.
  if (predicted === grid.probes[probe]?.label) return 'own';
  return predicted !== undefined && row.probeSlots.includes(predicted) ? 'missing' : 'other';
}

function thumbnailId(image: number): string {
  return `thumbnail-${image}`;
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle',
  fill = 'var(--muted)',
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escapeXml(content)}</text>`;
}
