export { simulatePipeline, type SimulatedPipeline } from './simulated-pipeline.ts';
