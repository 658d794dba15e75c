/** A model to audit, and how: what the command line says. Paths are as written there. */
export interface ModelChoice {
  /** An ONNX file. */
  readonly file: string;
  /** Of the pipeline, after `audit-`; absent: the file's. */
  readonly name?: string;
  /** A folder of `<class>/<image>`. */
  readonly images?: string;
  /** Images in a batch of its training. */
  readonly batchSize?: number;
  /** How these were composed; absent: at random. */
  readonly trainedOn?: string;
  /** Protocols; absent: as in training, and alone with fixed statistics. */
  readonly measuredAs?: string;
  readonly servedAs?: string;
  /** A table with the order of the images, for `stream`. */
  readonly order?: string;
  /** A file that names the outputs. */
  readonly classes?: string;
  readonly reference?: string;
  /** A folder of `<class>/<image>` to pool fixed statistics over. */
  readonly trainingImages?: string;
  /** Sides, pixels. */
  readonly resize?: number;
  readonly crop?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly bgr?: boolean;
  readonly arrangements?: number;
  /** Whether layers are compared; absent: they are. */
  readonly layers?: boolean;
  /** Images of the sample that is tested. */
  readonly limit?: number;
}
