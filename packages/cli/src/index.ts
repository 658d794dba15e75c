export { main } from './main.ts';
export { compose, planningContext, type Composition, type Services } from './registry/services.ts';
export type { CacheInputs } from './cache-inputs/cache-inputs.ts';
export type { BrokenPipeline, GraphInstance, GraphPipeline, PlannedPipeline } from './commands/graph.ts';
