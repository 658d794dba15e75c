/** What a first run in a folder of one's own ends with. */
export const REPORT_LINE = 'The report, with figures: artifacts/first/report/report.html';

/** Parts that `batchmates new` makes there, by kind. */
export const NEW_PARTS = {
  strategy: 'neighbours',
  protocol: 'far-apart',
  metric: 'top-2-error',
  stage: 'class-counts',
};
