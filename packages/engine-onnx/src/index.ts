export { onnxruntimeCandidate } from './onnxruntime-candidate.ts';
