import { describeNative } from './support/describe-native.ts';

await describeNative('tfjs-node-gpu', false);
