/** The width a chart is drawn for: wide on screens from 700 px, narrow on a phone. Lengths in CSS pixels. */
export interface Layout {
  readonly width: number;
  readonly narrow: boolean;
}

/** A drawn chart: SVG markup without the outer element's name, with its size in CSS pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Markup to stand inside an `<svg viewBox="0 0 width height">`. */
  readonly markup: string;
}

/** Draws a chart into the given layout. Charts are pure: equal data and layout give equal markup. */
export type Chart = (layout: Layout) => Drawing;

/** The two renderings every figure has. */
export const layouts = {
  wide: { width: 720, narrow: false },
  narrow: { width: 342, narrow: true },
} as const satisfies Record<string, Layout>;
