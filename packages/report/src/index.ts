import { compareStage } from './compare-stage.ts';
import { reportStage } from './report-stage.ts';

export { compareReports, type CompareOptions } from './compare-reports.ts';
export { errorCurvesSvg } from './charts/error-curves-svg.ts';
export { openReport } from './open-report.ts';
export { renderCurves, type ShownTraining } from './render/render-curves.tsx';
export { pageScript } from './render/render-html.tsx';
export { styleSheet } from './render/style.ts';
export { textTable } from './render/text-table.ts';
export { reportDataSchema, type ReportData } from './report-data.ts';
export { reportFiles } from './report-files.ts';
export type { ReportServices } from './report-context.ts';
export { writeCurveTables, type CurveTables, type NamedCheckpoint } from './write-curve-tables.ts';
export { compareStage, reportStage };

/** The stages of this package, for a registry. */
export const stages = [reportStage, compareStage];
