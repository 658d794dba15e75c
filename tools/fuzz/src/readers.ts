import { fuzzedReaders as ingestionReaders } from '@batchmates/ingestion/testing';
import type { FuzzedReader } from './fuzzed-reader.ts';
import { checkpointDocument, curves, safetensors } from './readers/checkpoint-files.ts';
import { onnx } from './readers/onnx.ts';
import { predictions } from './readers/predictions.ts';
import { shard } from './readers/shard.ts';
import { csv, feather, npz, parquet } from './readers/tables.ts';
import { yaml } from './readers/yaml.ts';

/** Readers of our own files, and of models and tables of other programs. */
export const ownReaders: readonly FuzzedReader[] = [
  shard,
  safetensors,
  checkpointDocument,
  curves,
  predictions,
  yaml,
  onnx,
  csv,
  npz,
  feather,
  parquet,
];

/** Every reader of files that people, disks and other programs can change. */
export const readers: readonly FuzzedReader[] = [...ownReaders, ...ingestionReaders];
