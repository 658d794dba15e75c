/** A reader of files, and files to mutate. */
export interface FuzzedReader {
  readonly name: string;
  /** Whether its files are text, which is mutated by lines and words as well. */
  readonly text?: boolean;
  /** Whole files; the first is one that it reads. */
  samples(): Promise<readonly Uint8Array[]>;
  /**
   * Reads a file of these bytes, which it writes into `folder`, over what an earlier call left there. Rejects with a `UserError` for a bad
   * file. Resolves when the result is right: as many values as the bytes hold, each in its range. Any other error is a mistake of the reader.
   */
  read(bytes: Uint8Array, folder: string): Promise<void>;
}

/** Throws when what was read cannot be what stands in the file. */
export function expectRight(condition: boolean, what: string): void {
  if (!condition) throw new Error(`wrong result: ${what}`);
}
