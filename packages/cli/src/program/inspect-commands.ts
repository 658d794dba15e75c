import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { PIPELINE } from './pipeline-argument.ts';

/** Commands that show networks, batches and artifacts. */
export function defineInspectCommands(program: Command, context: CommandContext): void {
  program
    .command('describe')
    .summary('print the layers of a network: shapes, parameters, FLOPs; or the batch norms of an ONNX file')
    .argument('<network>', 'e.g. cifar-resnet-20, or a file such as model.onnx')
    .option('--width <channels>', "channels of the first stage; by default the paper's", wholeNumber)
    .option('--classes <count>', 'number of classes', wholeNumber, 10)
    .option(
      '--size <pixels>',
      'side of the input images; by default 36 for CIFAR networks, 224 for others',
      wholeNumber,
    )
    .addOption(new Option('--shortcut <kind>', 'where channels grow').choices(['pad', 'projection']))
    .action(async (network: string, options: NetworkChoice) =>
      (await import('../commands/describe.ts')).describe({ ...context, network, ...options }),
    );
  program
    .command('batches')
    .summary('show batches: classes in each, and who meets again; save them for a training loop of your own')
    .argument('[pipeline]', `${PIPELINE}; or --labels`)
    .argument('[instance]', 'a training instance, e.g. train.balanced')
    .option('--first <count>', 'batches to show', wholeNumber, 3)
    .option('--epochs <count>', 'epochs to plan: to compare, and to save', wholeNumber, 3)
    .option(
      '--save <file>',
      'write the batches of all these epochs, one row for each place of a batch: .npz, .csv or .arrow (docs/batches.md)',
    )
    .option('--force', 'replace the file of --save')
    .optionsGroup('Without a pipeline:')
    .option(
      '--labels <file>',
      'a row for each image of your data set, in its order (CSV, npz, Arrow, Parquet)',
    )
    .option('--column <name>', 'its column of classes; absent: label')
    .option(
      '--batching <strategy>',
      'as in a pipeline: balanced, "{ kind: balanced, ... }" or ./my-strategy.ts',
    )
    .option(
      '--batch-size <images>',
      "absent: what the strategy's composition says, else one for each class",
      wholeNumber,
    )
    .option('--seed <number>', 'absent: 0', seedNumber)
    .action(async (pipeline: string | undefined, instance: string | undefined, options: BatchesChoice) =>
      (await import('../commands/batches.ts')).batches({ ...context, pipeline, instance, ...options }),
    );
  program
    .command('inspect')
    .summary('show what an artifact is, what it was made from, and a preview')
    .argument('<artifact>', 'its folder, e.g. artifacts/glyphs10/train.balanced; or glyphs10.train.balanced')
    .option('--output <folder>', 'where pictures are written; by default .cache/inspect')
    .action(async (artifact: string, options: { output?: string }) =>
      (await import('../commands/inspect.ts')).inspect({ ...context, artifact, output: options.output }),
    );
  program
    .command('compare')
    .summary('set the reports of several pipelines side by side')
    .argument('<report>', 'a pipeline, e.g. glyphs10; a report, e.g. glyphs10.report; or a folder of either')
    .argument('<other>', 'another one')
    .argument('[more...]', 'and more')
    .option('--output <folder>', 'also write a page with figures and tables, into a folder that is empty')
    .action(async (report: string, other: string, more: string[], options: { output?: string }) =>
      (await import('../commands/compare.ts')).compare({
        ...context,
        reports: [report, other, ...more],
        output: options.output,
      }),
    );
  program
    .command('results')
    .summary(
      'keep what a finished pipeline gave, in a folder of less than 5 MB: reports, metrics, the pipeline and how each stage was run',
    )
    .argument('<pipeline>', PIPELINE)
    .option('--output <folder>', 'where; by default results/<pipeline>, which is replaced')
    .action(async (pipeline: string, options: { output?: string }) =>
      (await import('../commands/results.ts')).results({ ...context, pipeline, output: options.output }),
    );
  program
    .command('export')
    .summary('write a checkpoint as an ONNX file, for every tool that reads those')
    .argument('<checkpoint>', 'e.g. glyphs10.train.balanced, or its folder')
    .addOption(new Option('--format <format>', 'of the file').choices(['onnx']).default('onnx'))
    .addOption(
      new Option(
        '--statistics <kind>',
        'what its batch norms hold; by default population statistics where the checkpoint has them',
      ).choices(['running', 'population']),
    )
    .option('--output <file>', "by default the checkpoint's name and .onnx, in the working directory")
    .action(async (checkpoint: string, { output, statistics }: ExportChoice) =>
      (await import('../commands/export-model.ts')).exportModel({
        ...context,
        checkpoint,
        output,
        statistics,
      }),
    );
  program
    .command('export-curves')
    .summary('write learning curves as CSV, for pandas, TensorBoard or Weights & Biases')
    .argument(
      '<names...>',
      'pipelines, e.g. glyphs10; checkpoints, e.g. glyphs10.train.balanced; or their folders',
    )
    .requiredOption('--output <folder>', 'where: a folder that is empty, or not there yet')
    .action(async (names: string[], options: { output: string }) =>
      (await import('../commands/export-curves.ts')).exportCurves({
        ...context,
        names,
        output: options.output,
      }),
    );
}

/** What `batchmates batches` may be told. */
interface BatchesChoice {
  readonly first: number;
  readonly epochs: number;
  readonly save?: string;
  readonly force?: boolean;
  readonly labels?: string;
  readonly column?: string;
  readonly batching?: string;
  readonly batchSize?: number;
  readonly seed?: number;
}

/** What `batchmates export` may be told. */
interface ExportChoice {
  readonly output?: string;
  readonly statistics?: 'running' | 'population';
}

/** What `batchmates describe` may be told of a network. */
interface NetworkChoice {
  readonly width?: number;
  readonly classes: number;
  readonly size?: number;
  readonly shortcut?: 'pad' | 'projection';
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number above 0');
  return Number(text);
}

function seedNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0');
  return Number(text);
}
