/** A reader of files that others wrote, and files to mutate. */
export interface FuzzedReader {
  readonly name: string;
  /** Whole files; the first is one that it reads. */
  samples(): Promise<readonly Uint8Array[]>;
  /**
   * Reads a file of these bytes, which it writes into `folder`, over what an earlier call left there. Rejects with a `UserError` for a bad
   * file. Resolves when the result is right: it is compared with what stands in the bytes, by other means than the reader's; any other
   * error is a mistake of the reader.
   */
  read(bytes: Uint8Array, folder: string): Promise<void>;
}

/** Throws when what was read is not what stands in the file. */
export function expectRight(condition: boolean, what: string): void {
  if (!condition) throw new Error(`wrong result: ${what}`);
}
