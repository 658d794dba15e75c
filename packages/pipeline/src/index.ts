export { pipelineJsonSchema } from './json-schema.ts';
export { didYouMean, nearestName } from './nearest-name.ts';
export { planPipeline, type Plan, type PlannedInstance, type PlanningContext } from './plan-pipeline.ts';
export { readPipelineName } from './read-pipeline-name.ts';
export { createRegistry, isModulePath, type Registry, type RegistryOptions } from './registry.ts';
export {
  defineStage,
  type InputSpec,
  type Progress,
  type ProgressBar,
  type Stage,
  type StageContext,
  type StageReport,
} from './stage.ts';
export type { Variant } from './variant.ts';
