export {
  checkCompileOptions,
  checkImages,
  checkStatistics,
  checkTrainingBatch,
  type TrainingBatch,
} from './check-arguments.ts';
export { completeState } from './complete-state.ts';
export { createProvider } from './create-provider.ts';
export type {
  CompileOptions,
  Engine,
  EngineCandidate,
  EngineProbe,
  Precision,
  Program,
  StepResult,
} from './engine.ts';
export { initialState } from './initial-state.ts';
export { measureThroughput, type MeasureOptions, type Throughput } from './measure-throughput.ts';
export { optimizerSchema, type Optimizer } from './optimizer.ts';
export { optimizerSlots, usesStepCount, type OptimizerSlot } from './optimizer-slots.ts';
export type { EngineProvider, EngineRequest, EngineSelection } from './provider.ts';
export type { State, Tensor } from './state.ts';
export { slotName, STEP_COUNT, stateSpecs, type StateSpec } from './state-specs.ts';
export type { ChannelMoments, Moments, Statistics } from './statistics.ts';
