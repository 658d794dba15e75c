import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { PIPELINE } from './pipeline-argument.ts';

const INSTANCE = 'a stage instance, e.g. train.balanced; or in one word, <pipeline>.<instance>';

/** Commands that plan and run pipelines. */
export function definePipelineCommands(program: Command, context: CommandContext): void {
  program
    .command('plan')
    .summary('check a pipeline and print its stages in order')
    .argument('[pipeline]', `${PIPELINE}; all of pipelines/ by default`)
    .option('--params', 'also print the params of every stage')
    .option(
      '--digests',
      'also print the digest of everything on which each result depends, except what it reads',
    )
    .action(async (pipeline: string | undefined, { params = false, digests = false }: PlanChoice) =>
      (await import('../commands/plan.ts')).plan({ ...context, pipeline, params, digests }),
    );
  program
    .command('run')
    .summary('run one stage unless its artifact is up to date (run-all runs what it needs, too)')
    .argument('<pipeline>', PIPELINE)
    .argument('[instance]', INSTANCE)
    .option('--force', 'run it although its artifact, or that of the same work elsewhere, is up to date')
    .addOption(
      new Option('--expect <digest>', 'fail unless the instance is planned as Nx planned it').hideHelp(),
    )
    .action(async (pipeline: string, instance: string | undefined, { expect, force = false }: RunChoice) =>
      (await import('../commands/run.ts')).run({ ...context, pipeline, instance, expect, force }),
    );
  program
    .command('run-all')
    .summary(
      'run what of a pipeline, or of one stage and what it needs, is not up to date, with Nx where the workspace has it, and the bars of all stages in one place',
    )
    .argument('<pipeline>', PIPELINE)
    .argument('[instance]', INSTANCE)
    .action(async (pipeline: string, instance: string | undefined) =>
      (await import('../commands/run-all.ts')).runAll({ ...context, pipeline, instance }),
    );
  program
    .command('open')
    .summary('show reports and artifacts of a pipeline in a browser, and how its stages stand while they run')
    .argument('<pipeline>', PIPELINE)
    .option('--port <number>', 'of 127.0.0.1; absent: a free one', portNumber)
    .option('--no-browser', 'print the address alone; absent: a browser is opened where there is a desktop')
    .action(async (pipeline: string, { port, browser }: { port?: number; browser: boolean }) =>
      (await import('../commands/open.ts')).open({ ...context, pipeline, port, browser }),
    );
  program
    .command('submit')
    .summary('run a pipeline, or some stages with what they need, as jobs of a Slurm cluster')
    .argument('<pipeline>', PIPELINE)
    .argument('[instances...]', 'stage instances, e.g. train.balanced; all by default')
    .requiredOption(
      '--profile <file>',
      'what the cluster needs: partition, time, memory, ... (docs/cluster.md)',
    )
    .option('--dry-run', 'print the scripts of the jobs and submit nothing')
    .option('--wait', 'wait for the jobs and end with the table of the report')
    .action(async (pipeline: string, instances: string[], options: SubmitChoice) =>
      (await import('../commands/submit.ts')).submit({
        ...context,
        pipeline,
        instances,
        profile: options.profile,
        dryRun: options.dryRun ?? false,
        wait: options.wait ?? false,
      }),
    );
  program
    .command('why')
    .summary('say which stages would rerun, and which input changed')
    .argument('<pipeline>', PIPELINE)
    .argument('[instance]', 'a stage instance; all by default')
    .action(async (pipeline: string, instance: string | undefined) =>
      (await import('../commands/why.ts')).why({ ...context, pipeline, instance }),
    );
  program
    .command('verify')
    .summary('compare artifacts with what was written, byte by byte')
    .argument('[pipeline]', `${PIPELINE}; all artifacts by default`)
    .addOption(new Option('--restored <copies...>', '<hash>:<folder> that Nx restored').hideHelp())
    .addOption(new Option('--cache <folder>', 'from which Nx restored them').hideHelp())
    .action(
      async (pipeline: string | undefined, { restored, cache }: { restored?: string[]; cache?: string }) =>
        (await import('../commands/verify.ts')).verify({ ...context, pipeline, restored, cache }),
    );
  program
    .command('clean')
    .summary('remove artifacts that no pipeline names any more, after saying which and how much')
    .option(
      '--yes',
      'without asking; otherwise a person at a terminal is asked, and nothing is removed elsewhere',
    )
    .action(async ({ yes = false }: { yes?: boolean }) =>
      (await import('../commands/clean.ts')).clean({ ...context, yes }),
    );
  program
    .command('graph', { hidden: true })
    .description('print every pipeline of the workspace with its cache inputs as JSON, for the Nx plugin')
    .action(async () => (await import('../commands/graph.ts')).graph(context));
  program
    .command('show-reports', { hidden: true })
    .description('print the tables of reports, with which Nx ends a run of their pipeline')
    .argument('<folders...>', 'of reports, relative to the workspace')
    .action(async (folders: string[]) =>
      (await import('../show-reports.ts')).showReports(
        folders.map((folder) => resolve(context.root, folder)),
        // Nx leaves empty lines out.
        (text) => context.print(text.replaceAll(/^$/gm, ' ')),
      ),
    );
  program
    .command('schema')
    .summary('print the JSON Schema of pipeline files, for editors')
    .action(async () => (await import('../commands/schema.ts')).schema(context));
}

/** What `batchmates run` may be told. */
interface RunChoice {
  readonly expect?: string;
  readonly force?: boolean;
}

/** What `batchmates plan` may be told. */
interface PlanChoice {
  readonly params?: boolean;
  readonly digests?: boolean;
}

/** What `batchmates submit` may be told. */
interface SubmitChoice {
  readonly profile: string;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
}

function portNumber(text: string): number {
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('expected a whole number from 1 to 65535');
}
