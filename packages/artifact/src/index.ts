export { canonicalJson } from './canonical-json.ts';
export { decodeColumns, readColumns, type ColumnReader, type ColumnsFile } from './columns/decode-columns.ts';
export {
  encodeColumns,
  writeColumns,
  type Column,
  type Columns,
  type NumberRows,
} from './columns/encode-columns.ts';
export { digestBytes, digestFile, digestValue } from './digest.ts';
export {
  artifactFileSchema,
  artifactManifestSchema,
  type Artifact,
  type ArtifactFile,
  type ArtifactManifest,
} from './manifest.ts';
export { MANIFEST_FILE, artifactPath, openArtifact, verifyArtifact } from './open-artifact.ts';
export { RUN_FILE, readRunRecord, runRecordSchema, type RunRecord } from './run-record.ts';
export { writeArtifact, type ArtifactDraft, type WritePayload } from './write-artifact.ts';
