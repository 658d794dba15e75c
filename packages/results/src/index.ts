export type {
  AuditAttribution,
  AuditCell,
  AuditFacts,
  AuditGap,
  ErrorGap,
  Estimate,
  LayerEffect,
  ReplacedBatchmates,
} from './facts/audit.ts';
export type { CirculateAnswers, CirculateFacts, CirculatePairs } from './facts/circulate.ts';
export type { CirculateGrid, CirculateGrids, CirculateRow } from './facts/circulate-grids.ts';
export type { EvaluationFacts, ProtocolFacts } from './facts/evaluation.ts';
export { SCHEMA_VERSION, type Facts } from './facts/facts.ts';
export type { PseudoLabelFacts, PseudoLabelRound } from './facts/pseudo-label.ts';
export type { ResultFacts } from './facts/result-facts.ts';
export type { Tally } from './facts/tally.ts';
export type { Evaluation, Placements, Predictions } from './predictions.ts';
export { readResults, writeResults, type OpenedResults, type Results } from './results-folder.ts';
export { resultsFiles } from './results-files.ts';
export { tally, tallyOf, type Answers } from './tally.ts';
export { wilsonInterval, Z_95, type Interval } from './wilson-interval.ts';
