import {
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
  type SymbolType,
} from 'd3-shape';
import type { Drawing, Layout } from './drawing.ts';
import type { SeriesStyle } from './palette.ts';
import { escapeXml, textWidth, wrap } from './text.ts';

/** One entry of a legend: a sample of the line with its symbol, and a name. */
export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
  /** Without a line the sample is the symbol alone. */
  readonly line?: boolean;
  /** A character to show instead of the style's symbol. */
  readonly mark?: string;
}

const lineHeight = 21;
const fontSize = 13;
const lineSample = 30;
const pointSample = 12;
const gap = 22;

const symbolTypes: Record<SeriesStyle['symbol'], SymbolType> = {
  circle: symbolCircle,
  triangle: symbolTriangle,
  square: symbolSquare,
  diamond: symbolDiamond,
  star: symbolStar,
  wye: symbolWye,
};

/** Draws a legend that wraps to the layout's width; on a phone every entry has its own lines. */
export function drawLegend(entries: readonly LegendEntry[], layout: Layout): Drawing {
  let [x, y, height] = [0, 0, 0];
  const parts = entries.map((entry, index) => {
    const start = sampleWidth(entry) + 8;
    const lines = wrap(entry.label, layout.width - start, fontSize);
    const width = start + Math.max(...lines.map((line) => textWidth(line, fontSize))) + gap;
    if (index > 0 && (layout.narrow || x + width > layout.width + gap)) [x, y] = [0, height];
    height = Math.max(height, y + lines.length * lineHeight);
    const part = drawEntry(entry, lines, { x, y: y + lineHeight / 2, index });
    x += width;
    return part;
  });
  return { width: layout.width, height: entries.length === 0 ? 0 : height + 8, markup: parts.join('') };
}

function drawEntry(
  entry: LegendEntry,
  lines: readonly string[],
  { x, y, index: series }: { x: number; y: number; index: number },
): string {
  const { style, line = true } = entry;
  const sample = sampleWidth(entry);
  const dash = style.dash === '' ? '' : ` stroke-dasharray="${style.dash}"`;
  const stroke = line
    ? `<line x1="0" x2="${sample}" y1="0" y2="0" stroke="${style.colour}" stroke-width="2"${dash}/>`
    : '';
  const texts = lines.map(
    (text, index) =>
      `<text x="${sample + 8}" y="${index * lineHeight}" dy="0.36em" font-size="${fontSize}" fill="currentColor">${escapeXml(text)}</text>`,
  );
  return `<g data-series="${series}" transform="translate(${Math.round(x)} ${y})">${stroke}${drawPoint(entry, sample / 2)}${texts.join('')}</g>`;
}

function drawPoint({ style, mark }: LegendEntry, x: number): string {
  if (mark !== undefined) {
    return `<text x="${x}" dy="0.36em" font-size="${fontSize}" text-anchor="middle" fill="${style.colour}">${escapeXml(mark)}</text>`;
  }
  const point = symbol(symbolTypes[style.symbol], 46).digits(2)() ?? '';
  return `<path d="${point}" transform="translate(${x} 0)" fill="${style.colour}"/>`;
}

function sampleWidth({ line = true }: LegendEntry): number {
  return line ? lineSample : pointSample;
}
