import { join } from 'node:path';
import { openVerified, openVerifiedFiles, type Artifact } from '@batchmates/artifact';
import { invariant, UserError, UserErrors } from '@batchmates/errors';
import { readPipelineName } from '@batchmates/pipeline';
import { artifactsFolder } from '../artifact-directory.ts';
import type { CommandContext } from '../command-context.ts';
import { locatePipelineFile } from '../find-pipeline.ts';
import { foldersIn } from '../folders-in.ts';
import { shownFile } from '../pipeline-files.ts';
import { remakeRestored } from '../restored-copies.ts';
import { verifiedFiles } from '../verified-files.ts';

/** What `batchmates verify` is told. */
export interface VerifyArguments extends CommandContext {
  readonly pipeline: string | undefined;
  /** What Nx restored from its cache, as its plugin says: `<task hash>:<folder>` each. */
  readonly restored: readonly string[] | undefined;
  /** The folder of Nx's cache, which the plugin says with it. */
  readonly cache: string | undefined;
}

/**
 * `batchmates verify`: reads every file of a pipeline's artifacts, or of all, and compares it with what was written. A
 * line for each artifact; those that are damaged are thrown as one `UserErrors`.
 */
export async function verify({
  root,
  pipeline,
  restored,
  cache,
  signal,
  print,
}: VerifyArguments): Promise<void> {
  if (restored !== undefined) {
    invariant(cache !== undefined, '--restored is called without --cache');
    return remakeRestored({ restored, cache, root });
  }
  const folders = await artifactFolders(root, pipeline);
  const remembered = await openVerifiedFiles(verifiedFiles(root));
  const damages: UserError[] = [];
  for (const folder of folders) {
    signal.throwIfAborted();
    try {
      // Whatever was found before: this command is for those who doubt it.
      const artifact = await openVerified(folder, { ...remembered, knows: () => false });
      print(describeIntact(artifact, root));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damages.push(error);
    }
  }
  await remembered.save();
  if (damages.length > 0) throw new UserErrors(damages);
  print(`${folders.length} artifact${folders.length === 1 ? '' : 's'} as written`);
}

function describeIntact({ directory, manifest: { files } }: Artifact, root: string): string {
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  const count = `${files.length} file${files.length === 1 ? '' : 's'}`;
  return `${shownFile(directory, root)}: as written (${count}, ${megabytes.toFixed(1)} MB)`;
}

/** Folders of artifacts, sorted. */
async function artifactFolders(root: string, pipeline: string | undefined): Promise<string[]> {
  const all = artifactsFolder(root);
  const pipelines = pipeline === undefined ? await foldersIn(all) : [await pipelineFolder(pipeline, root)];
  return (await Promise.all(pipelines.map(foldersIn))).flat();
}

async function pipelineFolder(pipeline: string, root: string): Promise<string> {
  return join(artifactsFolder(root), await readPipelineName(await locatePipelineFile(pipeline, root)));
}
