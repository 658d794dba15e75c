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
import type { Drawing, Room } from './drawing.ts';
import type { SeriesStyle } from './palette.ts';
import { escapeXml, textWidth } from './text.ts';

/** One entry of a legend: a sample of the line with its symbol, and a name. */
export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
  /** Without a line the sample is the symbol alone. */
  readonly line?: boolean;
  /** A character to show instead of the style's symbol. */
  readonly mark?: string;
}

const lineHeight = 22;
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

/** Draws a legend that wraps to the room's width; on a phone every entry has its own line. */
export function drawLegend(entries: readonly LegendEntry[], room: Room): Drawing {
  let x = 0;
  let line = 0;
  const parts = entries.map((entry, index) => {
    const width = sampleWidth(entry) + 8 + textWidth(entry.label, fontSize) + gap;
    if (index > 0 && (room.narrow || x + width > room.width)) {
      x = 0;
      line++;
    }
    const part = drawEntry(entry, x, line * lineHeight + lineHeight / 2);
    x += width;
    return part;
  });
  const height = entries.length === 0 ? 0 : (line + 1) * lineHeight + 8;
  return { width: room.width, height, markup: parts.join('') };
}

function drawEntry(entry: LegendEntry, x: number, y: number): string {
  const { label, style, line = true } = entry;
  const sample = sampleWidth(entry);
  const dash = style.dash === '' ? '' : ` stroke-dasharray="${style.dash}"`;
  const stroke = line
    ? `<line x1="0" x2="${sample}" y1="0" y2="0" stroke="${style.colour}" stroke-width="2"${dash}/>`
    : '';
  const text = `<text x="${sample + 8}" dy="0.36em" font-size="${fontSize}" fill="currentColor">${escapeXml(label)}</text>`;
  return `<g transform="translate(${Math.round(x)} ${y})">${stroke}${drawPoint(entry, sample / 2)}${text}</g>`;
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
