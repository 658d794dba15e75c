import { compareStage } from './compare-stage.ts';
import { reportStage } from './report-stage.ts';

export { compareReports, type CompareOptions } from './compare-reports.ts';
export { settingsText } from './analysis/settings-text.ts';
export { errorCurvesSvg } from './charts/error-curves-svg.ts';
export { openReport } from './open-report.ts';
export { renderCurves, type ShownTraining } from './render/render-curves.tsx';
export { FileLinks, FoldedFiles, type LinkedFile } from './pages/file-links.tsx';
export { ListingPage } from './pages/listing-page.tsx';
export { listingStyle } from './pages/listing-style.ts';
export { ReportSummary } from './pages/report-summary.tsx';
export { ResultLinks, type ResultLink } from './pages/result-links.tsx';
export { reportPolicy, sourceOf } from './render/report-policy.ts';
export { textTable } from './render/text-table.ts';
export { reportDataSchema, type ReportData } from './report-data.ts';
export { reportFiles } from './report-files.ts';
export type { ReportServices } from './report-context.ts';
export { writeCurveTables, type CurveTables, type NamedCheckpoint } from './write-curve-tables.ts';
export { compareStage, reportStage };

/** The stages of this package, for a registry. */
export const stages = [reportStage, compareStage];
