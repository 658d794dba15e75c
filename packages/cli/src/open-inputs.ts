import { openVerified, openVerifiedFiles, refuseReplaced, type Artifact } from '@batchmates/artifact';
import { verifiedFiles } from './verified-files.ts';
import { whenRestored, type Patience } from './when-restored.ts';

/** Before a stage has run: who forgot to make an input should not wait for long to be told. */
const BEFORE: Patience = { quiet: 2_000 };

/** Its finished result depends on it. */
const AFTER: Patience = { quiet: 15_000 };

/**
 * Opens the artifacts in `directories`, by input, each verified against what was written; waits for one that is being restored. Throws the
 * `UserError`s of `openVerified`.
 */
export async function openInputs(
  directories: Readonly<Record<string, readonly string[]>>,
  root: string,
): Promise<Record<string, readonly Artifact[]>> {
  const remembered = await openVerifiedFiles(verifiedFiles(root));
  const opened: Record<string, readonly Artifact[]> = {};
  for (const [input, list] of Object.entries(directories)) {
    const artifacts: Artifact[] = [];
    for (const directory of list)
      artifacts.push(await whenRestored(directory, BEFORE, () => openVerified(directory, remembered)));
    opened[input] = artifacts;
  }
  await remembered.save();
  return opened;
}

/**
 * Checks that no input was replaced while a stage read it, other than by the very same; waits for one that is being restored. Throws a `UserError`
 * (`run/input-replaced`) when one was.
 */
export async function confirmInputs(inputs: readonly Artifact[]): Promise<void> {
  for (const input of inputs) await whenRestored(input.directory, AFTER, () => refuseReplaced(input));
}
