/** What a contestant process is told. */
export interface VerifyOptions {
  /** Folder of a data set's artifact. */
  readonly directory: string;
  /** `verify`: every file is hashed. `remembered`: hashed before, and unchanged. `read`: read only, the limit of the first. */
  readonly way: 'verify' | 'remembered' | 'read';
  /** Folder of the record of files verified before. */
  readonly cache: string;
}
