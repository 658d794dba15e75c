import type { FileHandle } from 'node:fs/promises';
import { RecordBatchFileWriter, RecordBatchWriter, Schema, type RecordBatch } from 'apache-arrow';

/** An Arrow IPC file being written: record batches go to disk as they come, the schema's metadata at the end. */
export class ShardFile {
  /** Bytes of record batches written so far. */
  bytes = 0;
  readonly #handle: FileHandle;
  readonly #writer = new ChunkWriter();

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Writes a record batch; its buffers must not change until the promise is kept. */
  async append(batch: RecordBatch): Promise<void> {
    this.#writer.write(batch);
    await this.#flush();
  }

  /** Writes the footer, whose schema carries `metadata`, and closes the file. */
  async finish(metadata: ReadonlyMap<string, string>): Promise<void> {
    this.#writer.metadata = metadata;
    this.#writer.finish();
    await this.#flush();
    await this.close();
  }

  /** Closes the file as it is: without `finish` it is not an Arrow file. Harmless when already closed. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    for (const chunk of this.#writer.take()) {
      // `write` may write less than it was given; `appendFile` writes it all.
      await this.#handle.appendFile(chunk);
      this.bytes += chunk.byteLength;
    }
  }
}

/**
 * Hands over the bytes as soon as arrow has them, instead of queueing them for a stream. The file format keeps the
 * schema in the footer, so metadata that is known only after the last row is still in time.
 */
class ChunkWriter extends RecordBatchFileWriter {
  metadata: ReadonlyMap<string, string> = new Map();
  #chunks: Uint8Array[] = [];

  take(): readonly Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (this._started && chunk.byteLength > 0) {
      this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      this._position += chunk.byteLength;
    }
    return this;
  }

  /** Arrow leaves the schema of the stream inside the file out; readers of streams, which see no footer, need it. */
  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);

    RecordBatchWriter.prototype['_writeSchema'].call(this, schema);
    return this;
  }

  protected override _writeFooter(schema: Schema): this {
    return super._writeFooter(new Schema(schema.fields, new Map(this.metadata)));
  }
}
