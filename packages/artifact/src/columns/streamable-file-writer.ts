import { RecordBatchFileWriter, RecordBatchWriter, type Schema } from 'apache-arrow';

/**
 * Writes an Arrow IPC file as the format describes it: the magic, a whole stream, the footer. Arrow's own writer leaves the stream's schema
 * out, so that readers of streams, which do not look at the footer, cannot read its files.
 */
export class StreamableFileWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);

    RecordBatchWriter.prototype['_writeSchema'].call(this, schema);
    return this;
  }
}
