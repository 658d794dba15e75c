import { choiceSchema } from '@batchmates/stage';
import { z } from 'zod';

/** Parameters of `report/report`. */
export const reportParams = z.strictObject({
  title: z.string().min(1).optional().describe('heading; absent: what was tested'),
  paper: z
    .enum(['auto', 'none', 'resnet20', 'resnet44', 'imagenet10', 'imagenet50', 'imagenet100'])
    .default('auto')
    .describe('whose published numbers stand beside ours; auto: by the network and the number of classes'),
  metrics: z
    .array(choiceSchema)
    .default([])
    .describe(
      'further metrics to show: names (npx batchmates metrics lists them) or modules, ./my-metric.ts',
    ),
});

export type ReportParams = z.output<typeof reportParams>;
