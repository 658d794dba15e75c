export type { ArrowBatch, ColumnBytes } from './arrow/arrow-batch.ts';
export type { ArrowField, ArrowFooter } from './arrow/arrow-footer.ts';
export { typeName } from './arrow/arrow-type.ts';
export { FlatTable } from './arrow/flat-table.ts';
export { numbersOf, type NumbersClass } from './arrow/numbers-of.ts';
export { readArrow, readArrowFooter, receivedInstead, type ArrowFile } from './arrow/read-arrow.ts';
export { textsOf } from './arrow/texts-of.ts';
export { canonicalJson, sortKeys } from './canonical-json.ts';
export { decodeColumns, readColumns, type ColumnReader, type ColumnsFile } from './columns/decode-columns.ts';
export {
  encodeColumns,
  writeColumns,
  type Column,
  type Columns,
  type NumberRows,
} from './columns/encode-columns.ts';
export { digestBytes, digestFile, digestValue } from './digest.ts';
export { parseJson } from './files/parse-json.ts';
export { openRegularFile, readBytes, readRegularFile, UnreadableFile } from './files/regular-file.ts';
export { writeWholeFile } from './files/write-whole-file.ts';
export { linkArtifact, refuseReplaced, type SecondPlace } from './link-artifact.ts';
export type { LockHolder } from './lock/lock-file.ts';
export { lockFolder, type FolderLock } from './lock/lock-folder.ts';
export { describeProcess, isRunning, type RunningProcess } from './lock/running-process.ts';
export {
  MANIFEST_FILE,
  artifactFileSchema,
  artifactManifestSchema,
  payloadBytes,
  type Ancestor,
  type Artifact,
  type ArtifactFile,
  type ArtifactManifest,
} from './manifest.ts';
export { nxProject } from './nx-project.ts';
export { artifactPath, openArtifact } from './open-artifact.ts';
export { originOf, type Origin } from './origin.ts';
export { RUN_FILE, readRunRecord, runRecordSchema, type RunRecord } from './run-record.ts';
export { sealJson } from './sealed-json.ts';
export { openVerifiedFiles, type VerifiedFiles } from './verified-files.ts';
export { openVerified, verifyArtifact } from './verify-artifact.ts';
export { writeArtifact, type ArtifactDraft, type WritePayload } from './write-artifact.ts';
export { WrongPayload } from './wrong-payload.ts';
