export type { BrokenPipeline, GraphInstance, GraphPipeline, PlannedPipeline } from './commands/graph.ts';
