import { defineStage } from '@batchmates/stage';
import { z } from 'zod';

/** Parameters of `report/report`. */
export const reportParams = z.strictObject({
  title: z.string().min(1).optional().describe("heading; absent: the name of the pipeline's folder"),
  paper: z
    .enum(['auto', 'none', 'resnet20', 'resnet44', 'imagenet10', 'imagenet50', 'imagenet100'])
    .default('auto')
    .describe('whose published numbers stand beside ours; auto: by the network and the number of classes'),
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
