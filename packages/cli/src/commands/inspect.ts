import { join, resolve } from 'node:path';
import { artifactFolder } from '../artifact-folder.ts';
import type { CommandContext } from '../command-context.ts';

/** `batchmates inspect`: what an artifact is, its params and provenance, and a preview. */
export async function inspect({
  root,
  artifact,
  output,
  print,
}: CommandContext & { readonly artifact: string; readonly output: string | undefined }): Promise<void> {
  const [{ inspectArtifact }, { renderInspection }] = await Promise.all([
    import('../inspect/inspect-artifact.ts'),
    import('../inspect/inspection.ts'),
  ]);
  const folder = output === undefined ? join(root, '.cache', 'inspect') : resolve(output);
  print(renderInspection(await inspectArtifact(artifactFolder(artifact, root), { output: folder })));
}
