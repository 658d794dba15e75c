export { exportNetwork, LOGITS, type NetworkExport } from './export-network.ts';
export type { FoundBatchNorm } from './find-batch-norms.ts';
export type { Dimension } from './graph.ts';
export { momentNames, type Normalisation, type NormalisationByLayer } from './normalisation.ts';
export type { Model, ModelValue } from './read-model.ts';
export { modelFacts, type ModelFacts } from './model-facts.ts';
export { KEEP_BATCH_NORMS, refuseFolded } from './refuse-folded.ts';
export { encodeModel, readModelBytes, readModelFile } from './read-model-file.ts';
export { withNormalisation, type BatchMomentsBy } from './with-normalisation.ts';
