// Every kind of layer, one line each; an export's name is its `kind`.
export { add } from './add.ts';
export { batchNorm } from './batch-norm.ts';
export { conv } from './conv.ts';
export { dense } from './dense.ts';
export { globalAveragePool } from './global-average-pool.ts';
export { groupNorm } from './group-norm.ts';
export { maxPool } from './max-pool.ts';
export { padChannels } from './pad-channels.ts';
export { relu } from './relu.ts';
