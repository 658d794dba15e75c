export type { CacheInputs } from './cache-inputs/cache-inputs.ts';
export type { BrokenPipeline, GraphInstance, GraphPipeline, PlannedPipeline } from './commands/graph.ts';
