import { join, resolve } from 'node:path';
import type { CommandContext } from '../main.ts';

/** `batchmates inspect`: what an artifact is, its params and provenance, and a preview. */
export async function inspect({
  root,
  artifact,
  output,
  print,
}: CommandContext & { readonly artifact: string; readonly output: string | undefined }): Promise<void> {
  const { inspectArtifact, renderInspection } = await import('@batchmates/report');
  const folder = output === undefined ? join(root, '.cache', 'inspect') : resolve(output);
  print(renderInspection(await inspectArtifact(resolve(artifact), { output: folder })));
}
