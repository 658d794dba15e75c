export { pageSnippet } from './page-snippet.ts';
export { recordingProgress, type RecordingProgress } from './recording-progress.ts';
export { registryOf } from './registry-of.ts';
export { runStage, type StageRun, type StageRunOptions } from './run-stage.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { writeInput } from './write-input.ts';
