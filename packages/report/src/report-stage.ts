import { defineStage, type StageContext } from '@batchmates/stage';
import { reportParams, type ReportParams } from './report-params.ts';
import type { ReportServices } from './services.ts';

/**
 * `report/report`: every table and figure of the paper that the given results allow, as `report.html` (one
 * self-contained file), `report.md` with `figures/*.svg`, `report.json` and `table.txt`. Equal inputs give
 * byte-equal files.
 */
export const reportStage = defineStage({
  uses: 'report/report',
  summary: 'Tables and figures of the results, beside the numbers of the paper.',
  inputs: {
    results: { type: 'results', many: true },
    checkpoints: { type: 'checkpoint', many: true, optional: true },
    datasets: { type: 'dataset', many: true, optional: true },
  },
  output: 'report',
  params: reportParams,
  names: { metrics: { registry: 'metrics' } },
  async run(context: StageContext<ReportParams, ReportServices>) {
    const { runReport } = await import('./run-report.ts');
    return runReport(context);
  },
});
