/** A model to audit, and how: what the command line says. Paths are as written there. */
export interface ModelChoice {
  /** An ONNX file. */
  readonly file: string;
  /** A folder of `<class>/<image>`. */
  readonly images?: string;
  /** Images in a batch of its training. */
  readonly batchSize?: number;
  /** How these were composed. */
  readonly trainedOn: string;
  /** Protocols; the first is absent where the model is measured as it was trained. */
  readonly measuredAs?: string;
  readonly servedAs: string;
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
  /** Images of the sample that is tested. */
  readonly limit?: number;
}
