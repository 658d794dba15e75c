import { inPoints, tellInterval } from '@batchmates/audit';
import { count } from '@batchmates/metrics';
import { resultsFiles, type AuditAttribution, type LayerEffect } from '@batchmates/results';
import { changeChart, type ChangePoint } from '../charts/change-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Plotter } from '../charts/plot.ts';
import type { Cell, FigureBlock } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { NamedAudit } from './named-audit.ts';

type Layer = AuditAttribution['layers'][number];

const compositions = [
  { key: 'random', label: 'in random batches' },
  { key: 'balanced', label: 'in balanced batches' },
] as const;

/** What each batch norm does by itself, if that was measured. */
export function attributionFigure(
  plotter: Plotter,
  { name, source }: NamedAudit,
  index: number,
): readonly FigureBlock[] {
  const { attribution } = source.facts;
  if (attribution === null) return [];
  const { layers, images } = attribution;
  const shown = compositions.filter(({ key }) => layers.every((layer) => layer[key] !== null));
  const points = layers.flatMap((layer) =>
    shown.map(({ key, label }, series): ChangePoint => {
      const { value, interval } = layer[key]!.alone.negativeLogLikelihood;
      const told = `${layer.name} ${label}: ${nats(value)} nats`;
      return { row: layer.name, series, label: told, value, low: interval[0], high: interval[1] };
    }),
  );
  const title = `Per-layer attribution: one batch norm alone on the statistics of the batch (${name.toLowerCase()})`;
  return [
    {
      kind: 'figure',
      folded: index > 0,
      drawing: {
        id: `figure-audit-layers-${index}`,
        title,
        description: points.map(({ label }) => label).join('; '),
        legend: shown.map(({ label }, series) => ({ label, style: seriesStyle(series), line: false })),
        chart: changeChart(plotter, points, 'Change of the negative log likelihood (nats)'),
      },
      caption: [
        `Against all batch norms on fixed statistics, on a sample of ${count(images)} images; lines are 95 % intervals. Below 0 the layer helps, above it costs. `,
        'The numbers also have all but one on the statistics of the batch, against all of them. Effects of layers need not add up.',
      ],
      numbers: {
        corner: 'Batch norm',
        columns: shown.flatMap(({ label }) => [
          { label: `Alone, ${label}`, detail: 'error points, nats' },
          { label: `All but it, ${label}`, detail: 'error points, nats' },
        ]),
        rows: layers.map((layer) => ({
          header: layer.name,
          cells: shown.flatMap(({ key }) =>
            cellsOf(layer, key).map((cell) => ({ ...cell, href: linkTo(source, resultsFiles.facts) })),
          ),
        })),
      },
    },
  ];
}

function cellsOf(layer: Layer, key: 'random' | 'balanced'): readonly Cell[] {
  const effect = layer[key]!;
  return [changeCell(effect.alone), changeCell(effect.without)];
}

function changeCell({ error, negativeLogLikelihood }: LayerEffect['alone']): Cell {
  return {
    text: inPoints(error.difference, error.interval),
    details: [tellInterval(error.interval), `${nats(negativeLogLikelihood.value)} nats`],
  };
}

function nats(value: number): string {
  return value.toFixed(3).replace('-', '−');
}
