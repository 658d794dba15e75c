export { nativeCache } from './candidates/native-places.ts';
export { setUpTensorflow, type TensorflowSetup } from './setup/set-up-tensorflow.ts';
export { tfjsCandidates } from './tfjs-candidates.ts';
