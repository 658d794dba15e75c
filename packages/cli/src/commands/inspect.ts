import { join, resolve } from 'node:path';
import type { CommandContext } from '../command-context.ts';

/** `batchmates inspect`: what an artifact is, its params and provenance, and a preview. */
export async function inspect({
  root,
  artifact,
  output,
  print,
}: CommandContext & { readonly artifact: string; readonly output: string | undefined }): Promise<void> {
  const [{ inspectedFolder }, { inspectArtifact }, { renderInspection }, { standingOf }] = await Promise.all([
    import('../inspect/inspected-folder.ts'),
    import('../inspect/inspect-artifact.ts'),
    import('../inspect/inspection.ts'),
    import('../inspect/standing.ts'),
  ]);
  const pictures = output === undefined ? join(root, '.cache', 'inspect') : resolve(output);
  const folder = await inspectedFolder(artifact, root);
  const options = { output: pictures, standing: await standingOf(folder, root) };
  print(renderInspection(await inspectArtifact(folder, options)));
}
