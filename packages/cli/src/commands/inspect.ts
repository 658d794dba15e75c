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
  const [{ inspectArtifact }, { renderInspection }, { standingOf }] = await Promise.all([
    import('../inspect/inspect-artifact.ts'),
    import('../inspect/inspection.ts'),
    import('../inspect/standing.ts'),
  ]);
  const pictures = output === undefined ? join(root, '.cache', 'inspect') : resolve(output);
  const folder = artifactFolder(artifact, root);
  const options = { output: pictures, standing: await standingOf(folder, root) };
  print(renderInspection(await inspectArtifact(folder, options)));
}
