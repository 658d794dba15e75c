export type {
  CompileOptions,
  Engine,
  EngineCandidate,
  EngineProbe,
  Precision,
  Program,
  StepResult,
} from './engine.ts';
export { optimizerSchema, type Optimizer } from './optimizer.ts';
export type { EngineProvider, EngineRequest, EngineSelection } from './provider.ts';
export type { State, Tensor } from './state.ts';
export type { ChannelMoments, Moments, Statistics } from './statistics.ts';
