import { describe, expect, it } from 'vitest';
import { darkColours, lightColours, seriesStyle } from '../../src/charts/palette.ts';
import { contrast, deficiencies, labDistance, parseColour, seenWith } from './colour-vision.ts';

const series = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'] as const;

describe.each([
  ['light', lightColours],
  ['dark', darkColours],
])('%s colours', (_, colours) => {
  const paper = parseColour(colours.paper);

  it.each(['ink', 'muted', 'accent'] as const)('text in %s stands out at 4.5:1', (name) => {
    expect(contrast(parseColour(colours[name]), paper)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(parseColour(colours[name]), parseColour(colours.panel))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(series)('%s stands out at 3:1', (name) => {
    expect(contrast(parseColour(colours[name]), paper)).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(deficiencies) as (keyof typeof deficiencies)[])(
    'the first four series differ to the eye with %s',
    (deficiency) => {
      const seen = series.slice(0, 4).map((name) => seenWith(parseColour(colours[name]), deficiency));
      for (const [index, one] of seen.entries()) {
        for (const other of seen.slice(index + 1)) expect(labDistance(one, other)).toBeGreaterThan(12);
      }
    },
  );
});

describe('seriesStyle', () => {
  it('tells six series apart without colour', () => {
    const styles = Array.from({ length: 6 }, (_, index) => seriesStyle(index));
    expect(new Set(styles.map(({ symbol }) => symbol)).size).toBe(6);
    expect(new Set(styles.map(({ dash }) => dash)).size).toBe(6);
  });
});
