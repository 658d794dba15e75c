import { openVerified, openVerifiedFiles, refuseReplaced, type Artifact } from '@batchmates/artifact';
import { verifiedFiles } from './verified-files.ts';

/**
 * Opens the artifacts in `directories`, by input, each verified against what was written. Throws the `UserError`s of
 * `openVerified`.
 */
export async function openInputs(
  directories: Readonly<Record<string, readonly string[]>>,
  root: string,
): Promise<Record<string, readonly Artifact[]>> {
  const remembered = await openVerifiedFiles(verifiedFiles(root));
  const opened: Record<string, readonly Artifact[]> = {};
  for (const [input, list] of Object.entries(directories)) {
    const artifacts: Artifact[] = [];
    for (const directory of list) artifacts.push(await openVerified(directory, remembered));
    opened[input] = artifacts;
  }
  await remembered.save();
  return opened;
}

/** Checks that no input was replaced while a stage read it; throws a `UserError` (`run/input-replaced`) when one was. */
export async function confirmInputs(inputs: readonly Artifact[]): Promise<void> {
  for (const input of inputs) await refuseReplaced(input);
}
