export { nativeCache } from '../candidates/native-places.ts';
export { setUpTensorflow, type TensorflowSetup } from './set-up-tensorflow.ts';
