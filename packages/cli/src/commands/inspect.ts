import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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
  print(renderInspection(await inspectArtifact(directoryOf(artifact, root), { output: folder })));
}

/** The folder of an artifact: as it is, as that of its `artifact.json`, or as Nx names it, `<pipeline>.<instance>`. */
function directoryOf(artifact: string, root: string): string {
  const path = resolve(artifact);
  if (basename(path) === 'artifact.json') return dirname(path);
  const [pipeline = '', ...instance] = artifact.split('.');
  const named = join(root, 'artifacts', pipeline, instance.join('.'));
  return !existsSync(path) && instance.length > 0 && existsSync(named) ? named : path;
}
