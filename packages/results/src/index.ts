export { mcNemar, signTest, type Answers, type PairedComparison } from './mc-nemar.ts';
export { meanAndDeviation, type MeanAndDeviation } from './mean-and-deviation.ts';
export { assignmentSchema, type AssignmentMetrics } from './metrics/assignment.ts';
export {
  circulateAnswersSchema,
  circulatePairsSchema,
  circulateSchema,
  type CirculateAnswers,
  type CirculateMetrics,
  type CirculatePairs,
} from './metrics/circulate.ts';
export {
  circulateGridSchema,
  circulateGridsSchema,
  circulateRowSchema,
  type CirculateGrid,
  type CirculateGrids,
  type CirculateRow,
} from './metrics/circulate-grids.ts';
export {
  evaluationSchema,
  reliabilitySchema,
  type EvaluationMetrics,
  type Reliability,
} from './metrics/evaluation.ts';
export type { Facts } from './metrics/facts.ts';
export { metricsSchema, type Metrics } from './metrics/metrics.ts';
export {
  pseudoLabelRoundSchema,
  pseudoLabelSchema,
  type PseudoLabelMetrics,
  type PseudoLabelRound,
} from './metrics/pseudo-label.ts';
export { tallySchema, type Tally } from './metrics/scores.ts';
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
