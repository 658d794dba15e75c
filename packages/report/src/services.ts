import type { Metric } from '@batchmates/metrics';
import type { Registry } from '@batchmates/stage';

/** What the composition root lends to `report/report`. */
export interface ReportServices {
  readonly metrics: Registry<Metric>;
}
