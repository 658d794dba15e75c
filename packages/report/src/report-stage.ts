import { defineStage } from '@batchmates/pipeline';
import { z } from 'zod';

/** Parameters of `report/report`. */
export const reportParams = z.strictObject({
  /** Heading of the report; the pipeline's folder name when absent. */
  title: z.string().min(1).optional(),
  /** Which published numbers stand beside ours; `auto` decides by the network and the number of classes. */
  paper: z
    .enum(['auto', 'none', 'resnet20', 'resnet44', 'imagenet10', 'imagenet50', 'imagenet100'])
    .default('auto'),
});

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
  async run(context) {
    const { runReport } = await import('./run-report.ts');
    return runReport(context);
  },
});
