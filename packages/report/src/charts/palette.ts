/**
 * Colours of the report as CSS custom properties, so that one SVG serves light and dark. Series colours are Okabe
 * and Ito's (safe for the common forms of colour-blindness), darkened or lightened until each stands out at 3:1 from
 * its background; no figure tells series apart by colour alone (dashes, symbols and labels repeat it).
 */
export const lightColours = {
  paper: '#ffffff',
  panel: '#f6f7f9',
  ink: '#16191f',
  muted: '#565d6b',
  line: '#d9dde4',
  accent: '#0b5cad',
  'series-1': '#0b6cb3',
  'series-2': '#c14a00',
  'series-3': '#007f5f',
  'series-4': '#a8487f',
  'series-5': '#8a6a00',
  'series-6': '#3f6fd1',
} as const;

/** The dark counterpart of `lightColours`. */
export const darkColours: Record<keyof typeof lightColours, string> = {
  paper: '#12151b',
  panel: '#1a1e26',
  ink: '#e8eaef',
  muted: '#a3abba',
  line: '#333a47',
  accent: '#7cb7ff',
  'series-1': '#5cb3f0',
  'series-2': '#ff8f4d',
  'series-3': '#3ecf8e',
  'series-4': '#e795c4',
  'series-5': '#e3bd3f',
  'series-6': '#9db8ff',
};

/** How series `index` of a figure looks: colour, dash pattern and point symbol, all distinct. */
export interface SeriesStyle {
  readonly colour: string;
  readonly dash: string;
  readonly symbol: 'circle' | 'triangle' | 'square' | 'diamond' | 'star' | 'wye';
}

const dashes = ['', '7 4', '2 3', '9 3 2 3', '4 2', '12 4'];
const symbols = ['circle', 'triangle', 'square', 'diamond', 'star', 'wye'] as const;

/** The look of series `index`: after six a colour comes again with another dash and symbol; repeats after 36. */
export function seriesStyle(index: number): SeriesStyle {
  const place = index % symbols.length;
  const form = (place + Math.floor(index / symbols.length)) % symbols.length;
  return { colour: `var(--series-${place + 1})`, dash: dashes[form]!, symbol: symbols[form]! };
}

/** Class of the marks of series `index`: the page hides and shows them by it. */
export function seriesClass(index: number): string {
  return `series-${index}`;
}

/** Declarations of the custom properties for `:root`, e.g. `--ink: #16191f; ...`. */
export function colourDeclarations(colours: Record<keyof typeof lightColours, string>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}
