export { mcNemar, signTest, type Answers, type PairedComparison } from './mc-nemar.ts';
export { meanAndDeviation, type MeanAndDeviation } from './mean-and-deviation.ts';
export {
  assignmentSchema,
  circulateAnswersSchema,
  circulateGridSchema,
  circulateGridsSchema,
  circulatePairsSchema,
  circulateRowSchema,
  circulateSchema,
  evaluationSchema,
  metricsSchema,
  pseudoLabelRoundSchema,
  pseudoLabelSchema,
  reliabilitySchema,
  tallySchema,
  type AssignmentMetrics,
  type CirculateAnswers,
  type CirculateGrid,
  type CirculateGrids,
  type CirculateMetrics,
  type CirculatePairs,
  type CirculateRow,
  type EvaluationMetrics,
  type Facts,
  type Metrics,
  type PseudoLabelMetrics,
  type PseudoLabelRound,
  type Reliability,
  type Tally,
} from './metrics.ts';
export { readPredictions, writePredictions } from './predictions-file.ts';
export { readPlacements, writePlacements } from './placements-file.ts';
export type { Placements, Predictions } from './predictions.ts';
export { negativeLogLikelihood, reliability } from './reliability.ts';
export {
  readResults,
  resultsFiles,
  writeResults,
  type OpenedResults,
  type Results,
} from './results-folder.ts';
export { scorePredictions, type Scores } from './score-predictions.ts';
export { tally, tallyOf } from './tally.ts';
export { wilsonInterval, type Interval } from './wilson-interval.ts';
