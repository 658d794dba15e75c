/** The work of one contestant, done in a process of its own. */
export interface Body {
  /** What it really runs with (versions, threads); kept in the report. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /**
   * Does one indivisible piece of work, finishes it and consumes its result. Returns how many items it handled
   * (images, shards, primitives), so that a speed is items per second.
   */
  work(): Promise<number> | number;
  /** Findings so far besides the speed, sent with every round; the last ones are kept. */
  findings?(): Readonly<Record<string, number>>;
  close?(): Promise<void> | void;
}

/** Default export of a body module: builds the body from the contestant's `options`. */
export type PrepareBody<Options> = (options: Options) => Promise<Body>;
