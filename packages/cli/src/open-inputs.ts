import {
  canonicalJson,
  openArtifact,
  openVerified,
  openVerifiedFiles,
  type Artifact,
  type VerifiedFiles,
} from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import type { PlannedInstance } from '@batchmates/pipeline';
import { verifiedFiles } from './verified-files.ts';

/** An instance whose artifact another one reads. */
export interface InputSource {
  readonly instance: PlannedInstance;
  readonly directory: string;
}

/** Whose artifacts to open, by name of the input. */
export interface InputsToOpen {
  readonly pipeline: string;
  readonly root: string;
  readonly sources: Readonly<Record<string, readonly InputSource[]>>;
}

/**
 * Opens the inputs of an instance, each verified against what was written. Throws a `UserError`: those of `openVerified`,
 * or `run/outdated-input` for an artifact that an earlier version of the pipeline file describes.
 */
export async function openInputs({
  pipeline,
  root,
  sources,
}: InputsToOpen): Promise<Record<string, readonly Artifact[]>> {
  const remembered = await openVerifiedFiles(verifiedFiles(root));
  const opened: Record<string, readonly Artifact[]> = {};
  for (const [input, list] of Object.entries(sources)) {
    const artifacts: Artifact[] = [];
    for (const source of list) artifacts.push(await openInput(source, pipeline, remembered));
    opened[input] = artifacts;
  }
  await remembered.save();
  return opened;
}

async function openInput(
  { instance, directory }: InputSource,
  pipeline: string,
  remembered: VerifiedFiles,
): Promise<Artifact> {
  const artifact = await openVerified(directory, remembered);
  if (
    canonicalJson(artifact.manifest.params) === canonicalJson(instance.params) &&
    artifact.manifest.stage === instance.uses
  )
    return artifact;
  throw new UserError({
    code: 'run/outdated-input',
    what: `artifact ${artifact.directory}`,
    expected: `the params that ${pipeline} now gives ${instance.name}`,
    received: 'other ones',
    remedy: `run npx nx run ${pipeline}.${instance.name}:run first`,
  });
}

/** Checks that no input was replaced while a stage read it; throws a `UserError` (`run/input-replaced`) when one was. */
export async function confirmInputs(inputs: readonly Artifact[]): Promise<void> {
  for (const { directory, identity } of inputs) {
    const now = await openArtifact(directory);
    if (now.identity === identity) continue;
    throw new UserError({
      code: 'run/input-replaced',
      what: `artifact ${directory} was replaced while it was read`,
      expected: `identity ${identity}`,
      received: now.identity,
      remedy: 'run the command again',
    });
  }
}
