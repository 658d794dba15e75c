export { errorCurvesSvg } from './charts/error-curves-svg.ts';
export { compareStage } from './compare-stage.ts';
export { textTable } from './render/text-table.ts';
export { reportDataSchema, type ReportData } from './report-data.ts';
export { reportFiles } from './report-files.ts';
export { reportStage } from './report-stage.ts';
export type { ReportServices } from './services.ts';
