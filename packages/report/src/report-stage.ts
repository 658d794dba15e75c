import { classifierTypes } from '@batchmates/classifier';
import { defineStage } from '@batchmates/stage';
import type { ReportContext } from './report-context.ts';
import { reportParams } from './report-params.ts';

/**
 * `report/report`: every table and figure of the paper that the given results allow, as `report.html` (one
 * self-contained file), `report.md` with `figures/*.svg`, `report.json`, `table.txt`, `tables/*.csv` and `tables.tex`. Equal inputs give
 * byte-equal files.
 */
export const reportStage = defineStage({
  uses: 'report/report',
  summary: 'Tables and figures of the results, beside the numbers of the paper.',
  inputs: {
    results: { type: 'results', many: true },
    checkpoints: { type: classifierTypes, many: true, optional: true },
    datasets: { type: 'dataset', many: true, optional: true },
  },
  output: 'report',
  linksInputs: true,
  params: reportParams,
  choices: { metrics: 'metrics' },
  async run(context: ReportContext) {
    const { runReport } = await import('./run-report.ts');
    return runReport(context);
  },
});
