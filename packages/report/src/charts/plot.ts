import type * as PlotLibrary from '@observablehq/plot';
import type { Drawing } from './drawing.ts';

/** Observable Plot, with a document to draw into. */
export interface Plotter {
  readonly Plot: typeof PlotLibrary;
  /** Draws `options` (width and height required) and gives the markup of the SVG's children. */
  draw(options: PlotLibrary.PlotOptions & { readonly width: number; readonly height: number }): Drawing;
}

/** Loads Observable Plot and a server-side document; takes about 0.4 s the first time. */
export async function loadPlotter(): Promise<Plotter> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return {
    Plot,
    draw(options) {
      const svg = Plot.plot({ ...options, document, className: 'plot' });
      // Plot's own style sheet would leak into the page; ours says the same once for all figures.
      svg.querySelector('style')?.remove();
      return {
        width: options.width,
        height: options.height,
        markup: `<g ${textStyle}>${roundNumbers(svg.innerHTML)}</g>`,
      };
    },
  };
}

/** Text defaults of every chart; what the root element of Plot's own output would carry. */
const textStyle = 'font-size="12" text-anchor="middle" fill="currentColor"';

/** Rounds numbers inside tags to a hundredth of a pixel: smaller files, and no trace of the last bits of `Math.log`. */
function roundNumbers(markup: string): string {
  return markup.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
  );
}
