import type { Chart } from './drawing.ts';
import { seriesClass, seriesStyle } from './palette.ts';
import { middleTitle, type Plotter } from './plot.ts';

/** One line of a reliability diagram; values 0-1, bins of few images left out. */
export interface ReliabilityCurve {
  readonly label: string;
  readonly bins: readonly {
    readonly confidence: number;
    readonly accuracy: number;
    /** 95 % interval of the accuracy. */
    readonly interval: readonly [number, number];
    readonly images: number;
  }[];
}

/** Reliability diagram (Guo et al. 2017): accuracy against confidence; a calibrated network lies on the diagonal. */
export function reliabilityChart({ Plot, draw }: Plotter, curves: readonly ReliabilityCurve[]): Chart {
  type Bin = ReliabilityCurve['bins'][number];
  const most = Math.max(1, ...curves.flatMap(({ bins }) => bins.map(({ images }) => images)));
  const radius = ({ images }: Bin) => 2 + 6 * Math.sqrt(images / most);
  return ({ width, narrow }) => {
    const side = Math.min(width, 460);
    return draw({
      width,
      height: side,
      marginLeft: 44,
      marginRight: narrow ? 12 : Math.max(12, width - side),
      marginBottom: 42,
      marginTop: 24,
      x: {
        ...middleTitle('Confidence (%)'),
        domain: [0, 100],
        ticks: 5,
        grid: true,
      },
      y: { label: 'Accuracy (%)', labelArrow: 'none', domain: [0, 100], ticks: 5, grid: true },
      r: { type: 'identity' },
      marks: [
        Plot.line(
          [
            [0, 0],
            [100, 100],
          ],
          { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '1 4' },
        ),
        ...curves.flatMap(({ label, bins }, index) => {
          const { colour, dash, symbol } = seriesStyle(index);
          const className = seriesClass(index);
          const x = (bin: Bin) => 100 * bin.confidence;
          const place = { className, x, y: (bin: Bin) => 100 * bin.accuracy };
          return [
            Plot.ruleX(bins, {
              className,
              x,
              y1: ({ interval }: Bin) => 100 * interval[0],
              y2: ({ interval }: Bin) => 100 * interval[1],
              stroke: colour,
              strokeWidth: 2,
              strokeOpacity: 0.45,
            }),
            Plot.line(bins, { ...place, stroke: colour, strokeWidth: 1.6, strokeDasharray: dash || 'none' }),
            Plot.dot(bins, {
              ...place,
              r: radius,
              symbol,
              fill: colour,
              fillOpacity: 0.85,
              title: (bin: Bin) =>
                `${label}: confidence ${(100 * bin.confidence).toFixed(1)} %, accuracy ${(100 * bin.accuracy).toFixed(1)} %, ${bin.images} images`,
            }),
          ];
        }),
      ],
    });
  };
}
