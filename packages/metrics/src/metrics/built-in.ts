import type { Metric } from '../metric.ts';
import { argmaxError } from './argmax-error.ts';
import { calibrationError } from './calibration-error.ts';
import { classErrors } from './class-errors.ts';
import { confusion } from './confusion.ts';
import { errorRate } from './error-rate.ts';
import { negativeLogLikelihood } from './negative-log-likelihood.ts';
import { trueLabelError } from './true-label-error.ts';

/** Every metric of this package, for a registry. */
export const builtInMetrics: readonly Metric[] = [
  errorRate,
  trueLabelError,
  argmaxError,
  classErrors,
  negativeLogLikelihood,
  calibrationError,
  confusion,
];
