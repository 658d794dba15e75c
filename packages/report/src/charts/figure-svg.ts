import type { Chart, Drawing, Layout } from './drawing.ts';
import { layouts } from './drawing.ts';
import { drawLegend, type LegendEntry } from './legend.ts';
import { colourDeclarations, darkColours, lightColours } from './palette.ts';
import { escapeXml } from './text.ts';

/** A chart with everything that makes it a figure for eyes and for screen readers. */
export interface FigureDrawing {
  /** Unique in the report; names the SVG's title and description. */
  readonly id: string;
  readonly title: string;
  /** What there is to see, in words with numbers. */
  readonly description: string;
  readonly legend?: readonly LegendEntry[];
  readonly chart: Chart;
  /** Definitions the chart refers to (thumbnails), shared by its renderings. */
  readonly definitions?: string;
}

/** The figure as inline SVG, once for wide screens and once for phones; a style sheet shows one of them. */
export function inlineSvgs(figure: FigureDrawing): { readonly wide: string; readonly narrow: string } {
  return { wide: inlineSvg(figure, 'wide'), narrow: inlineSvg(figure, 'narrow') };
}

/** The figure as a file of its own, in its wide form, that follows the viewer's light or dark preference. */
export function standaloneSvg(figure: FigureDrawing): string {
  const margin = 16;
  const drawing = withLegend(figure, layouts.wide);
  const [width, height] = [drawing.width + 2 * margin, drawing.height + 2 * margin];
  const style =
    `:root{${colourDeclarations(lightColours)} color:var(--ink)}` +
    `@media (prefers-color-scheme:dark){:root{${colourDeclarations(darkColours)}}}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" ` +
    `viewBox="${-margin} ${-margin} ${width} ${height}" font-family="${fontFamily}">` +
    `<title>${escapeXml(figure.title)}</title><desc>${escapeXml(figure.description)}</desc>` +
    `<style>${style}</style><rect x="${-margin}" y="${-margin}" width="100%" height="100%" fill="var(--paper)"/>` +
    `${figure.definitions === undefined ? '' : `<defs>${figure.definitions}</defs>`}${drawing.markup}</svg>\n`
  );
}

const fontFamily =
  'system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, &quot;DejaVu Sans&quot;, sans-serif';

function inlineSvg(figure: FigureDrawing, form: keyof typeof layouts): string {
  const { width, height, markup } = withLegend(figure, layouts[form]);
  const id = `${figure.id}-${form}`;
  return (
    `<svg class="chart ${form}" role="img" aria-labelledby="${id}-title ${id}-desc" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}"><title id="${id}-title">${escapeXml(figure.title)}</title>` +
    `<desc id="${id}-desc">${escapeXml(figure.description)}</desc>${markup}</svg>`
  );
}

function withLegend({ legend = [], chart }: FigureDrawing, layout: Layout): Drawing {
  const key = drawLegend(legend, layout);
  const body = chart(layout);
  return {
    width: body.width,
    height: key.height + body.height,
    markup: `${key.markup}<g transform="translate(0 ${key.height})">${body.markup}</g>`,
  };
}
