import { basename } from 'node:path';
import type { Artifact } from '@batchmates/artifact';

/** File name of an artifact's picture: pipeline, instance and identity, so that pictures do not overwrite each other. */
export function pictureName({ directory, identity, manifest }: Artifact, extension: string): string {
  const pipeline = basename(directory.slice(0, -basename(directory).length - 1));
  return `${pipeline}.${manifest.instance}.${identity.slice(0, 8)}.${extension}`.replace(/[^\w.-]/g, '-');
}
