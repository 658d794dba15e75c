export { setUpTensorflow, type TensorflowSetup } from './setup/set-up-tensorflow.ts';
export { tfjsCandidates } from './tfjs-candidates.ts';
