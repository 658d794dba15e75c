/** What a suite is given. */
export interface SuiteContext {
  /** Command-line words after the suite's name, without those the harness takes (`--json FILE`). */
  readonly arguments: readonly string[];
  /** Prints one line of progress on standard error. */
  log(line: string): void;
}

/** What a suite found. */
export interface SuiteReport {
  /** One plain object per row; written to the JSON file as `rows`. */
  readonly rows: readonly object[];
  /** The same for people, printed at the end. */
  readonly text: string;
  /** Anything else worth keeping in the JSON file, e.g. versions of peers. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** One benchmark: the default export of `bench/src/suites/<name>.ts`, run by `npm run bench -- <name>`. */
export interface Suite {
  /** One line for the list of suites. */
  readonly summary: string;
  run(context: SuiteContext): Promise<SuiteReport>;
}
