import { describeNative } from './support/describe-native.ts';

// bench/gpu.sh sets the variable: a graphics card that cannot be used is a failure there.
await describeNative('tfjs-node-gpu', process.env['BATCHMATES_REQUIRE_GPU'] !== undefined);
