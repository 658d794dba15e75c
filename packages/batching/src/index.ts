export { balancedPlan, type BalancedOptions, type BalancedRequest } from './balanced-plan.ts';
export {
  batchCount,
  batchOf,
  countedOf,
  planOf,
  selectBatches,
  type BatchPlan,
  type Seat,
} from './batch-plan.ts';
export { compositionSchema, type Composition } from './composition.ts';
export { coverBalanced, coverInOrder, coverRandom, type CoverRequest } from './cover.ts';
export { classHistogram, meetings, type Meetings } from './inspect-plan.ts';
export { remainderSchema, sharedOptions, type Remainder } from './options.ts';
export { planBatches } from './plan-batches.ts';
export { decodePlan, encodePlan } from './plan-file.ts';
export { balanced } from './strategies/balanced.ts';
export { builtInStrategies } from './strategies/built-in.ts';
export { sequential } from './strategies/sequential.ts';
export { standard } from './strategies/standard.ts';
export { defineStrategy, type BatchingStrategy, type PlanRequest } from './strategy.ts';
