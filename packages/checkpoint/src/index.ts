export type { Checkpoint } from './checkpoint.ts';
export { CHECKPOINT_FILE, STATE_FILE } from './checkpoint-document.ts';
export { CURVES_FILE, CURVE_COLUMNS, readCurves, writeCurves, type EpochRow } from './curves.ts';
export type { PooledViews } from './pooled-views.ts';
export { readCheckpoint } from './read-checkpoint.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from './safetensors.ts';
export { trainingRecordSchema, type TrainingRecord } from './training-record.ts';
export { writeCheckpoint } from './write-checkpoint.ts';
