import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Options of a suite, for node's `parseArgs`. */
export type SuiteOptions = NonNullable<ParseArgsConfig['options']>;

/** What a suite is given. */
export interface SuiteContext<Options extends SuiteOptions = SuiteOptions> {
  /** Options of the suite, as node's `parseArgs` gives them. */
  readonly values: ReturnType<typeof parseArgs<{ options: Options }>>['values'];
  /** Words of the command line that are no options, after the suite's name. */
  readonly positionals: readonly string[];
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
export interface Suite<Options extends SuiteOptions = SuiteOptions> {
  /** One line for the list of suites. */
  readonly summary: string;
  /** Its options besides `--json`. */
  readonly options: Options;
  run(context: SuiteContext<Options>): Promise<SuiteReport>;
}

/** Makes a suite; `values` of `run` have the types that `options` say. */
export function defineSuite<const Options extends SuiteOptions>(suite: Suite<Options>): Suite<Options> {
  return suite;
}
