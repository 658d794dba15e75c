import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assertMemory, UserError } from '@batchmates/errors';
import type { Dataset, Split } from './dataset.ts';
import type { Shard } from './read-shard.ts';
import { splitFromShared } from './shared-split.ts';

/**
 * Opens the shards in a data set artifact's folder; reads their footers only. Throws a `UserError` when the folder
 * holds no shard, or a file that is not one of ours; when a split is read, also (`memory/too-little`) for one that is larger than the memory that is free.
 */
export async function openDataset(directory: string): Promise<Dataset> {
  const { readShard, readShardMetadata } = await import('./read-shard.ts');
  const files = new Map<string, string[]>();
  let info: Dataset['info'] | undefined;
  for (const file of await shardFiles(directory)) {
    const metadata = await readShardMetadata(file);
    info ??= metadata.info;
    files.set(metadata.split, [...(files.get(metadata.split) ?? []), file]);
  }
  if (info === undefined) throw noShards(directory);
  const splits = [...files.keys()].sort((a, b) => rank(a) - rank(b));
  return {
    info,
    splits,
    async split(name) {
      const paths = files.get(name);
      if (paths === undefined) {
        throw new UserError({
          code: 'dataset/no-split',
          what: `data set ${directory}`,
          expected: `one of its splits: ${splits.join(', ')}`,
          received: name,
        });
      }
      const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
      assertMemory({
        what: `split ${name} of data set ${directory}`,
        bytes: sizes.reduce((sum, size) => sum + size, 0),
        remedy: 'take fewer images or classes, or smaller ones',
      });
      return joined(name, await Promise.all(paths.map((path) => readShard(path))));
    },
  };
}

function joined(name: string, shards: readonly Shard[]): Split {
  const length = shards.reduce((sum, shard) => sum + shard.labels.length, 0);
  const labels = new Uint16Array(new SharedArrayBuffer(2 * length));
  const shardOf = new Uint16Array(new SharedArrayBuffer(2 * length));
  const start = new Uint32Array(new SharedArrayBuffer(4 * length));
  const bytes = new Uint32Array(new SharedArrayBuffer(4 * length));
  let first = 0;
  shards.forEach((shard, index) => {
    const rows = shard.labels.length;
    labels.set(shard.labels, first);
    shardOf.fill(index, first, first + rows);
    start.set(shard.start, first);
    bytes.set(shard.bytes, first);
    first += rows;
  });
  const trueLabels = joinedTrueLabels(shards, length);
  const ids = shards.flatMap((shard) => shard.ids);
  return splitFromShared({
    name,
    ids,
    labels,
    ...(trueLabels !== undefined && { trueLabels }),
    shards: shards.map(({ file }) => file),
    shard: shardOf,
    start,
    bytes,
  });
}

/** Those of all shards; undefined where a shard has none. */
function joinedTrueLabels(shards: readonly Shard[], length: number): Uint16Array | undefined {
  const joined = new Uint16Array(new SharedArrayBuffer(2 * length));
  let first = 0;
  for (const { trueLabels } of shards) {
    if (trueLabels === undefined) return undefined;
    joined.set(trueLabels, first);
    first += trueLabels.length;
  }
  return joined;
}

async function shardFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw new UserError({ code: 'dataset/unreadable', what: `data set ${directory} cannot be read`, cause });
  });
  return names
    .filter((name) => name.endsWith('.arrow'))
    .sort()
    .map((name) => join(directory, name));
}

function noShards(directory: string): UserError {
  return new UserError({
    code: 'dataset/no-shards',
    what: `data set ${directory}`,
    expected: 'Arrow shards (*.arrow)',
    received: 'none',
    remedy: 'run the ingestion stage that makes it',
  });
}

/** Training images first. */
function rank(split: string): number {
  return split === 'train' ? 0 : 1;
}
