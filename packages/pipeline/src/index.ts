export type { Offer, Offers } from './choice-json-schema.ts';
export { pipelineJsonSchema } from './json-schema.ts';
export type { OtherInstance, Plan, PlannedInstance } from './plan.ts';
export { planPipeline, type PlanningContext } from './plan-pipeline.ts';
export { readPipelineName } from './read-pipeline-name.ts';
export type { ShortVariant as Variant } from './variant.ts';
