import { join, relative } from 'node:path';
import { openArtifact } from '@batchmates/artifact';
import { reportFiles } from '@batchmates/report';
import { artifactDirectory } from '../artifact-directory.ts';
import { writeAuditPipeline } from '../audit/write-audit-pipeline.ts';
import type { ModelChoice } from '../audit/model-choice.ts';
import type { CommandContext } from '../command-context.ts';
import { inspectResults } from '../inspect/inspect-results.ts';
import { runStages } from './run-all.ts';

/** What `batchmates audit model.onnx` is told. */
export interface AuditModelArguments extends CommandContext {
  readonly model: ModelChoice;
  /** Of the arrangements. */
  readonly seed: number;
  /** The words of the command after `batchmates audit`. */
  readonly words: readonly string[];
}

/**
 * `batchmates audit model.onnx`: writes a pipeline that audits the model, runs it through Nx and its cache, and prints tables and the sentence.
 */
export async function auditModel({ model, seed, words, ...context }: AuditModelArguments): Promise<void> {
  const { root, print } = context;
  const { file, resize, crop } = await writeAuditPipeline({ model, seed, words, root });
  const seen = crop === undefined ? 'what the model says' : `the middle ${crop}`;
  print(
    `${relative(process.cwd(), file)} written: images resized to ${resize} pixels, of which ${seen} is seen; npx batchmates run-all runs it, too`,
  );
  const { plan } = await runStages({ ...context, pipeline: file });
  const folder = (instance: string) => artifactDirectory(root, plan, instance);
  const { preview = '' } = await inspectResults(await openArtifact(folder('audit')));
  const page = relative(process.cwd(), join(folder('report'), reportFiles.html));
  print(`\n${preview.trimEnd()}\n\nThe report, with figures: ${page}`);
}
