import { missingPrograms } from '../src/setup/build-addon.ts';
import { describeNative } from './support/describe-native.ts';

// Continuous integration has set it up where it can be built: not to be usable is a failure there.
await describeNative('tfjs-node', process.env['CI'] !== undefined && missingPrograms() === undefined);
