import type * as PlotLibrary from '@observablehq/plot';
import type { Drawing } from './drawing.ts';

/** Options of a plot whose size is known; `fontSize` (CSS pixels) is 12 unless given. */
export type DrawOptions = PlotLibrary.PlotOptions & {
  readonly width: number;
  readonly height: number;
  readonly fontSize?: number;
};

/** The title of an axis in its middle, without the arrow that Plot puts beside it. */
export function middleTitle(label: string) {
  return { label, labelAnchor: 'center', labelArrow: 'none' } as const;
}

/** Observable Plot, with a document to draw into. */
export interface Plotter {
  readonly Plot: typeof PlotLibrary;
  /** Draws `options` and gives the markup of the SVG's children. */
  draw(options: DrawOptions): Drawing;
}

/** Loads Observable Plot and a server-side document; takes about 0.4 s the first time. */
export async function loadPlotter(): Promise<Plotter> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return {
    Plot,
    draw({ fontSize = 12, ...options }) {
      const svg = Plot.plot({ ...options, document, className: 'plot' });
      // Plot's own style sheet would leak into the page; ours says the same once for all figures.
      svg.querySelector('style')?.remove();
      // Plot names groups after its marks ("line"), which says nothing and which a group without a role may not have.
      for (const group of svg.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
      const text = `font-size="${fontSize}" text-anchor="middle" fill="currentColor"`;
      const { width, height } = options;
      return { width, height, markup: `<g ${text}>${roundNumbers(svg.innerHTML)}</g>` };
    },
  };
}

/** Rounds numbers inside tags to a hundredth of a pixel: smaller files, and no trace of the last bits of `Math.log`. */
function roundNumbers(markup: string): string {
  return markup.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
  );
}
