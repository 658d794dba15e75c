import { compareStage } from './compare-stage.ts';
import { reportStage } from './report-stage.ts';

export { compareParams, compareStage } from './compare-stage.ts';
export { inspectArtifact, type InspectOptions } from './inspect/inspect-artifact.ts';
export { renderInspection, type Inspection } from './inspect/inspection.ts';
export { reportDataSchema, type ReportData } from './report-data.ts';
export { reportParams, reportStage } from './report-stage.ts';
export { reportFiles } from './write-report.ts';

/** The stages of this package, for a registry. */
export const stages = [reportStage, compareStage];
