import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { findRoot } from './workspace.ts';
import { showFailure } from './show-failure.ts';

/** What every command is given. */
export interface CommandContext {
  /** The workspace's root folder. */
  readonly root: string;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Prints a line to the standard output. */
  print(line: string): void;
}

/**
 * Runs the command line and returns its exit code: 0, 1 for a mistake of the user (one line each on the standard
 * error), 130 when interrupted, 70 for a defect.
 */
export async function main(args: readonly string[]): Promise<number> {
  const controller = new AbortController();
  const stop = (): void => {
    // A second Ctrl-C means it: the half-written artifact is removed by the next run.
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const context = {
    root: findRoot(process.cwd()),
    signal: controller.signal,
    print: (line: string) => void process.stdout.write(`${line}\n`),
  };
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed help, or what was wrong with the arguments.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    return showFailure(error, controller.signal, (text) => process.stderr.write(text));
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** The commands; each loads its own module when it is run, so that starting stays fast. */
function createProgram(context: CommandContext): Command {
  const program = new Command('batchmates')
    .description(
      'A laboratory for what a network with batch normalization learns from the other images of its batch.',
    )
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'batchmates: ')) })
    .showSuggestionAfterError();
  definePipelineCommands(program, context);
  defineListCommands(program, context);
  defineInspectCommands(program, context);
  return program;
}

const PIPELINE = 'a pipeline.yaml, its folder, or the name of a folder in pipelines/';

function definePipelineCommands(program: Command, context: CommandContext): void {
  program
    .command('plan')
    .summary('check a pipeline and print its stages in order')
    .argument('[pipeline]', `${PIPELINE}; all of pipelines/ by default`)
    .option('--params', 'also print the params of every stage')
    .action(async (pipeline: string | undefined, options: { params?: true }) =>
      (await import('./commands/plan.ts')).plan({ ...context, pipeline, params: options.params === true }),
    );
  program
    .command('run')
    .summary('run one stage without the cache (npx nx run <pipeline>.<instance>:run uses it)')
    .argument('<pipeline>', PIPELINE)
    .argument('[instance]', 'a stage instance, e.g. train.balanced; or in one word, <pipeline>.<instance>')
    .addOption(
      new Option('--expect <digest>', 'fail unless the instance is planned as Nx planned it').hideHelp(),
    )
    .action(async (pipeline: string, instance: string | undefined, options: { expect?: string }) =>
      (await import('./commands/run.ts')).run({ ...context, pipeline, instance, expect: options.expect }),
    );
  program
    .command('run-all')
    .summary('run a whole pipeline through Nx and its cache, with the bars of all stages in one place')
    .argument('<pipeline>', PIPELINE)
    .action(async (pipeline: string) =>
      (await import('./commands/run-all.ts')).runAll({ ...context, pipeline }),
    );
  program
    .command('why')
    .summary('say which stages would rerun, and which input changed')
    .argument('<pipeline>', PIPELINE)
    .argument('[instance]', 'a stage instance; all by default')
    .action(async (pipeline: string, instance: string | undefined) =>
      (await import('./commands/why.ts')).why({ ...context, pipeline, instance }),
    );
  program
    .command('graph', { hidden: true })
    .description('print every pipeline of the workspace with its cache inputs as JSON, for the Nx plugin')
    .action(async () => (await import('./commands/graph.ts')).graph(context));
  program
    .command('schema')
    .summary('print the JSON Schema of pipeline files, for editors')
    .action(async () => (await import('./commands/schema.ts')).schema(context));
}

function defineListCommands(program: Command, context: CommandContext): void {
  program
    .command('stages')
    .summary('list the built-in stages; with a name, its inputs and params')
    .argument('[stage]', 'e.g. trainer/train')
    .action(async (stage: string | undefined) =>
      (await import('./commands/stages.ts')).stages({ ...context, stage }),
    );
  program
    .command('strategies')
    .summary('list the batching strategies and their options')
    .action(async () => (await import('./commands/strategies.ts')).strategies(context));
  program
    .command('protocols')
    .summary('list the test protocols and their options')
    .action(async () => (await import('./commands/strategies.ts')).protocols(context));
  program
    .command('engines')
    .summary('list the engines: present or why not, and their measured speed')
    .action(async () => (await import('./commands/engines.ts')).engines(context));
}

function defineInspectCommands(program: Command, context: CommandContext): void {
  program
    .command('describe')
    .summary('print the layers of a network: shapes, parameters, FLOPs')
    .argument('<network>', 'e.g. cifar-resnet-20')
    .option('--width <channels>', "channels of the first stage; by default the paper's", wholeNumber)
    .option('--classes <count>', 'number of classes', wholeNumber, 10)
    .option(
      '--size <pixels>',
      'side of the input images; by default 36 for CIFAR networks, 224 for ImageNet ones',
      wholeNumber,
    )
    .addOption(new Option('--shortcut <kind>', 'where channels grow').choices(['pad', 'projection']))
    .action(async (network: string, options: NetworkChoice) =>
      (await import('./commands/describe.ts')).describe({ ...context, network, ...options }),
    );
  program
    .command('batches')
    .summary('show the batches a training stage would make: classes per batch, and who meets again')
    .argument('<pipeline>', PIPELINE)
    .argument('[instance]', 'a training instance, e.g. train.balanced')
    .option('--first <count>', 'batches to show', wholeNumber, 3)
    .option('--epochs <count>', 'epochs to compare', wholeNumber, 3)
    .option('--save <file>', 'also write the first epoch as an Arrow file, one row per place in a batch')
    .action(async (pipeline: string, instance: string | undefined, { save, ...options }: BatchesChoice) =>
      (await import('./commands/batches.ts')).batches({ ...context, pipeline, instance, save, ...options }),
    );
  program
    .command('inspect')
    .summary('show what an artifact is, what it was made from, and a preview')
    .argument('<artifact>', 'its folder, e.g. artifacts/glyphs10/train.balanced; or glyphs10.train.balanced')
    .option('--output <folder>', 'where pictures are written; by default .cache/inspect')
    .action(async (artifact: string, options: { output?: string }) =>
      (await import('./commands/inspect.ts')).inspect({ ...context, artifact, output: options.output }),
    );
}

/** What `batchmates batches` may be told. */
interface BatchesChoice {
  readonly first: number;
  readonly epochs: number;
  readonly save?: string;
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
