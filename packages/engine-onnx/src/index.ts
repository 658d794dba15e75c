export { onnxruntimeCandidates } from './onnxruntime-candidates.ts';
