import { Command, CommanderError, Option } from 'commander';
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
    .argument('<instance>', 'a stage instance, e.g. train.balanced')
    .addOption(
      new Option('--expect <digest>', 'fail unless the instance is planned as Nx planned it').hideHelp(),
    )
    .action(async (pipeline: string, instance: string, options: { expect?: string }) =>
      (await import('./commands/run.ts')).run({ ...context, pipeline, instance, expect: options.expect }),
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
function defineListCommands(_program: Command, _context: CommandContext): void {}
function defineInspectCommands(_program: Command, _context: CommandContext): void {}
