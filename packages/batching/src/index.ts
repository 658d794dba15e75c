export {
  compositionAgainstChance,
  type AgainstChance,
  type CompositionAgainstChance,
} from './against-chance.ts';
export type { LabelsOfImages } from './batch-figures.ts';
export { balancedPlan, type BalancedOptions, type BalancedRequest } from './balanced-plan.ts';
export {
  batchCount,
  batchOf,
  countedOf,
  occurrencesOf,
  placesOf,
  planOf,
  repeatedImages,
  selectBatches,
  type BatchPlan,
  type Place,
} from './batch-plan.ts';
export { batchSizeOf, compositionSchema, SMALL_BATCH, type Composition } from './composition.ts';
export { drawWithoutReplacement } from './draw-without-replacement.ts';
export { imagesByClass } from './images-by-class.ts';
export { classHistogram, meetings, type Meetings } from './inspect-plan.ts';
export { assertOneProcess } from './one-process.ts';
export { remainderSchema, sharedOptions, type Remainder } from './options.ts';
export { repeatsOf, type PlanRepeats } from './plan-repeats.ts';
export { structureOf, type PlanStructure } from './plan-structure.ts';
export { planEpoch, type EpochOptions } from './plan-epoch.ts';
export { planBatches } from './plan-batches.ts';
export { balanced } from './strategies/balanced.ts';
export { builtInStrategies } from './strategies/built-in.ts';
export { sequential } from './strategies/sequential.ts';
export { standard } from './strategies/standard.ts';
export { defineStrategy, type BatchingStrategy, type PlanRequest } from './strategy.ts';
export {
  balancedTestBatches,
  groupedTestBatches,
  imbalancedTestBatches,
  randomTestBatches,
  sortedTestBatches,
  streamTestBatches,
  testBatchesInOrder,
  type TestBatchesRequest,
} from './test-batches.ts';
