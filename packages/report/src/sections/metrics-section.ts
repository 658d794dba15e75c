import { UserError } from '@batchmates/errors';
import type { Metric } from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { cellLabel, measuredCells } from '../analysis/measured-cells.ts';
import type { Section } from '../document/document.ts';
import { linkTo, type EvaluationSource } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { seedsOf } from './source-links.ts';

/** The metrics that the report was asked for beyond its own, of every evaluation. */
export function metricsSection({ table, metrics }: SectionContext): Section | undefined {
  const cells = measuredCells(table);
  if (metrics.length === 0 || cells.length === 0) return undefined;
  return {
    id: 'metrics',
    title: 'Further metrics',
    blocks: [
      {
        kind: 'table',
        id: 'metrics-table',
        caption: 'Further metrics',
        corner: 'Training / testing',
        columns: metrics.map(({ label }) => ({ label })),
        rows: cells.flatMap(({ cell: { runs }, ...place }) =>
          runs.map((run) => ({
            header: cellLabel(place),
            ...(runs.length > 1 ? { detail: seedsOf(run) } : {}),
            cells: metrics.map((metric) => ({
              text: shown(metric, run),
              href: linkTo(run, resultsFiles.facts),
            })),
          })),
        ),
      },
    ],
  };
}

/** The value of a metric as it formats it. Metrics may be anybody's: throws a `UserError` that names one that fails. */
function shown(metric: Metric, run: EvaluationSource): string {
  try {
    const text: unknown = metric.format(metric.compute(run));
    const again: unknown = metric.format(metric.compute(run));
    if (text !== again)
      throw new TypeError(`it gave ${String(text)}, and then ${String(again)}, for the same results`);
    if (typeof text === 'string') return text;
    throw new TypeError(`format() gave a ${typeof text}, not a text`);
  } catch (cause) {
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
    const place = /\(?(\S+:\d+:\d+)\)?$/m.exec(stack)?.[1];
    throw new UserError({
      code: 'report/metric-failed',
      what: `metric "${metric.name}" of ${run.artifact.manifest.instance} failed: ${message}`,
      ...(place !== undefined && { remedy: `look at ${place}` }),
      cause,
    });
  }
}
