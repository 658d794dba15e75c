export { arrange } from './arrange.ts';
export { mostProbable, mostProbableClasses } from './most-probable.ts';
export { predict, type PredictRequest } from './predict.ts';
export {
  defineProtocol,
  type ArrangeRequest,
  type DecideRequest,
  type Decision,
  type Protocol,
  type StatisticsKind,
} from './protocol.ts';
export { assignment } from './protocols/assignment.ts';
export { balanced } from './protocols/balanced.ts';
export { builtInProtocols } from './protocols/built-in.ts';
export { fixedStatistics } from './protocols/options.ts';
export { random } from './protocols/random.ts';
export { shuffledBalanced } from './protocols/shuffled-balanced.ts';
export { single } from './protocols/single.ts';
export { sorted } from './protocols/sorted.ts';
export { standard } from './protocols/standard.ts';
export { stream } from './protocols/stream.ts';
export { resolveStatistics } from './resolve-statistics.ts';
export { openTestImages, type TestImages, type TestImagesOptions } from './test-images.ts';
