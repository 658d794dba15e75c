export { missingBrowser, startBrowser } from './chromium.ts';
export { serveFolder, type ServedFolder } from './serve-folder.ts';
export { simulatePipeline, type SimulatedPipeline } from './simulated-pipeline.ts';
