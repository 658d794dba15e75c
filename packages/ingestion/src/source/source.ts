import type { DatasetWriterOptions, Row } from '@batchmates/dataset';
import type { InputSpecs, Stage, StageContext, StageInputs, StageReport } from '@batchmates/stage';
import type { z } from 'zod';

/**
 * A source of images: what it is called and takes, and how it is opened. `defineSource` makes a stage of it, which writes
 * the data set. One file is enough; what takes long to load is imported in `open`.
 */
export interface Source<Params extends z.ZodObject, Inputs extends InputSpecs = InputSpecs> extends Pick<
  Stage<Params>,
  'uses' | 'summary' | 'params' | 'environment' | 'sources'
> {
  /** Artifacts that it reads besides files (default: none). */
  readonly inputs?: Inputs;
  /** Finds, downloads and checks the files; a `UserError` says what is missing or wrong before any image is written. */
  open(context: SourceContext<z.output<Params>, StageInputs<Inputs>>): Promise<OpenedSource>;
}

/** What `open` is given: a stage's context without the output folder, into which `writeDataset` alone writes. */
export type SourceContext<Params, Inputs = StageInputs<InputSpecs>> = Omit<
  StageContext<Params, unknown, Inputs>,
  'output'
>;

/** A source whose files have been found. */
export interface OpenedSource extends Pick<
  DatasetWriterOptions,
  'description' | 'classNames' | 'encoding' | 'image' | 'padding' | 'colourSplit' | 'copied'
> {
  /** Rows of each split, skipped ones included, e.g. `{ train: 50_000, test: 10_000 }`. */
  readonly splits: Readonly<Record<string, number>>;
  /** The images, read as they are asked for. Their order within a split is the order of the data set. */
  rows(): AsyncIterable<SourceRow | SkippedRow>;
  /** Facts about the run for `run.json`, asked for after the last row, e.g. where the files lay. */
  report?(): StageReport;
}

/** An image, its class and its split. */
export interface SourceRow extends Row {
  readonly split: string;
}

/** In place of the row of a bad image: it is listed in `skipped.json` and left out. */
export interface SkippedRow {
  readonly split: string;
  readonly label: number;
  /** Names the file in `skipped.json`. */
  readonly id: string;
  /** Why it cannot be used. */
  readonly skipped: string;
}
