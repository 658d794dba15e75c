export type { Checkpoint, TrainedCheckpoint } from './checkpoint.ts';
export { CHECKPOINT_FILE, STATE_FILE } from './checkpoint-document.ts';
export { CURVES_FILE, CURVE_COLUMNS, readCurves, writeCurves, type EpochRow } from './curves.ts';
export { decodeState, type DecodedState, type StateOwner } from './decode-state.ts';
export {
  importRecordSchema,
  trainedHere,
  trainingFacts,
  type ImportedTraining,
  type ImportRecord,
} from './import-record.ts';
export { pooledViewsSchema, type PooledViews } from './pooled-views.ts';
export { populationOf, populationTensors } from './population.ts';
export { readCheckpoint } from './read-checkpoint.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from './safetensors.ts';
export type { TrainingRecord } from './training-record.ts';
export { trainingSchema } from './training-schema.ts';
export { writeCheckpoint } from './write-checkpoint.ts';
