import type { Artifact } from '@batchmates/artifact';
import type { Metric } from '@batchmates/metrics';
import type { Registry, StageContext } from '@batchmates/stage';
import type { ReportParams } from './report-params.ts';

/** What the composition root lends to `report/report`. */
export interface ReportServices {
  readonly metrics: Registry<Metric>;
}

/** What `report/report` reads. */
interface ReportInputs {
  readonly results: readonly Artifact[];
  readonly checkpoints: readonly Artifact[];
  readonly datasets: readonly Artifact[];
}

/** What the stage `report/report` is given. */
export type ReportContext = StageContext<ReportParams, ReportServices, ReportInputs>;
