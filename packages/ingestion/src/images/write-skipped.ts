import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@batchmates/stage';
import type { SkippedImage } from './decode-all.ts';

/** Writes `skipped.json` beside the shards, when an image was skipped, and says so. */
export async function writeSkipped(
  output: string,
  skipped: readonly SkippedImage[],
  progress: Progress,
): Promise<void> {
  if (skipped.length === 0) return;
  await writeFile(join(output, 'skipped.json'), `${JSON.stringify(skipped, undefined, 2)}\n`);
  progress.note(`skipped ${skipped.length} bad image${skipped.length === 1 ? '' : 's'}: see skipped.json`);
}
