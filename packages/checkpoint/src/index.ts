export type { Checkpoint } from './checkpoint.ts';
export { readCheckpoint } from './read-checkpoint.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from './safetensors.ts';
export { trainingRecordSchema, type TrainingRecord } from './training-record.ts';
export { writeCheckpoint } from './write-checkpoint.ts';
