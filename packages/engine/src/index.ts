export {
  checkComputeOptions,
  checkImages,
  checkInferenceOptions,
  checkStatistics,
  checkTrainingBatch,
  checkTrainingOptions,
  checkValuesPerChannel,
  oneValue,
  type Checked,
  type TrainingBatch,
} from './check-arguments.ts';
export { completeState } from './complete-state.ts';
export { createProvider } from './create-provider.ts';
export { crossEntropy, softmax } from './cross-entropy.ts';
export type {
  ComputeOptions,
  Engine,
  EngineCandidate,
  EngineFor,
  EngineProbe,
  InferenceOptions,
  InferenceProgram,
  ModelEngine,
  ModelFile,
  Precision,
  Purpose,
  StepResult,
  TrainingEngine,
  TrainingOptions,
  TrainingProgram,
} from './engine.ts';
export { freezeBatchNormSchema, frozenParameters, type FreezeBatchNorm } from './freeze-batch-norm.ts';
export { ghostGroups, meanOfGroups } from './ghost-groups.ts';
export { initialState } from './initial-state.ts';
export { measureThroughput, type MeasureOptions, type Throughput } from './measure-throughput.ts';
export { checkTrainingMemory, trainingMemory, type TrainingNeed } from './memory-need.ts';
export { optimizerSchema, type Optimizer } from './optimizer.ts';
export { biasCorrection, optimizerSlots, usesStepCount, type OptimizerSlot } from './optimizer-slots.ts';
export type { EngineProvider, EngineRequest, EngineSelection } from './provider.ts';
export { copyState, describeNotFinite, type State, type Tensor } from './state.ts';
export { slotName, STEP_COUNT, stateSpecs, type StateSpec } from './state-specs.ts';
export { threadsOf, threadsSchema } from './threads.ts';
export {
  allRunningMoments,
  followBatch,
  givenMoments,
  runningMoments,
  unmixed,
  type ChannelMoments,
  type FixedStatistics,
  type Moments,
  type MomentValues,
  type Statistics,
} from './statistics.ts';
