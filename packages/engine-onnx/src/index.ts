export { onnxruntimeCandidates } from './onnxruntime-candidates.ts';
export { findWebRuntime, readWebRuntime } from './web-runtime.ts';
