import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordBatch } from 'apache-arrow';
import { shardName } from './dataset-schema.ts';
import { RowBuffer, type RowLabels } from './row-buffer.ts';
import { ShardFile } from './shard-file.ts';

/** Where the shards of one split go. */
export interface SplitWriterOptions {
  readonly directory: string;
  readonly split: string;
  /** Bytes of every image; undefined when they differ. */
  readonly stride: number | undefined;
  readonly shardBytes: number;
  /** Whether rows have true labels. */
  readonly trueLabels: boolean;
}

/** Writes the rows of one split to as many shards as they need. */
export class SplitWriter {
  readonly #options: SplitWriterOptions;
  readonly #rows: RowBuffer;
  /** Shards whose rows are complete, but not their metadata: that waits for the last row of the data set. */
  readonly #shards: ShardFile[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(options: SplitWriterOptions) {
    this.#options = options;
    this.#rows = new RowBuffer(options);
  }

  /** Adds a row, whose image `fill` writes into zeroed memory; returns a promise when the caller should wait. */
  push(labels: RowLabels, bytes: number, fill: (place: Uint8Array) => void): Promise<void> | undefined {
    const full = this.#rows.isFullFor(bytes);
    const ready = full ? this.#writing : undefined;
    if (full) this.#write(this.#rows.take());
    fill(this.#rows.push(labels, bytes));
    return ready;
  }

  /** Writes what is left and the footers. */
  async finish(metadata: ReadonlyMap<string, string>): Promise<void> {
    if (this.#rows.length > 0) this.#write(this.#rows.take());
    await this.#writing;
    for (const shard of this.#shards) await shard.finish(metadata);
  }

  /** Closes the files as they are. */
  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    for (const shard of this.#shards) await shard.close();
  }

  #write(batch: RecordBatch): void {
    this.#writing = this.#writing.then(async () => (await this.#currentShard()).append(batch));
    // Whoever awaits it later sees the failure; until then it must not count as unhandled.
    this.#writing.catch(() => {});
  }

  async #currentShard(): Promise<ShardFile> {
    const { directory, split, shardBytes } = this.#options;
    const last = this.#shards.at(-1);
    if (last !== undefined && last.bytes < shardBytes) return last;
    const created = new ShardFile(await open(join(directory, shardName(split, this.#shards.length)), 'wx'));
    this.#shards.push(created);
    return created;
  }
}
