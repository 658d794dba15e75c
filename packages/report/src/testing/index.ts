export { missingBrowser, startBrowser } from './chromium.ts';
export { simulatePipeline, type SimulatedPipeline } from './simulated-pipeline.ts';
