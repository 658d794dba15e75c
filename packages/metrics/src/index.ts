export { capital, count, percent, percentRange, points, pValue } from './format.ts';
export { defineMetric, definePairedMetric, type Metric, type PairedMetric } from './metric.ts';
export { argmaxError } from './metrics/argmax-error.ts';
export { builtInMetrics } from './metrics/built-in.ts';
export { calibrationError, type Reliability, type ReliabilityBin } from './metrics/calibration-error.ts';
export { classErrors, type ClassTally } from './metrics/class-errors.ts';
export { compareRuns, holm, type RunsComparison } from './metrics/compare-runs.ts';
export { confusion, wrongAnswers, type Confusion, type WrongAnswer } from './metrics/confusion.ts';
export { errorRate } from './metrics/error-rate.ts';
export { compareAnswers, mcNemar, type PairedComparison } from './metrics/mc-nemar.ts';
export {
  negativeLogLikelihood,
  negativeLogLikelihoodOf,
  negativeLogProbabilities,
} from './metrics/negative-log-likelihood.ts';
export { trueLabelError } from './metrics/true-label-error.ts';
