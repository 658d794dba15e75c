import type { CommandContext } from '../command-context.ts';
import { findPipelineFile } from '../find-pipeline.ts';
import { Interrupted } from '../interruption.ts';
import { hasDesktop, openBrowser } from '../open/open-browser.ts';
import { watchPipeline } from '../open/watch-pipeline.ts';
import { playgroundOf } from '../open/playground.ts';
import { servePipeline } from '../open/serve-pipeline.ts';

/** What `batchmates open` is told. */
export interface OpenArguments extends CommandContext {
  readonly pipeline: string;
  /** A free one when absent. */
  readonly port: number | undefined;
  /** Whether to open a browser where there is a desktop. */
  readonly browser: boolean;
}

/** `batchmates open`: serves reports, artifacts and playground of a pipeline to this machine, with a page that follows its runs, until it is interrupted. */
export async function open({ root, pipeline, port, browser, signal, print }: OpenArguments): Promise<void> {
  const watch = await watchPipeline(await findPipelineFile(pipeline, root), root);
  const server = await servePipeline({ watch, playground: playgroundOf(watch), port, onDefect: tellDefect });
  print(`${watch.plan.name}: ${server.address} (Ctrl-C ends it)`);
  const { env: environment, platform, stdout } = process;
  if (browser && hasDesktop({ environment, platform, isTerminal: stdout.isTTY }))
    await openBrowser(server.address);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  throw signal.reason instanceof Interrupted
    ? signal.reason.advise('nothing is served any more')
    : signal.reason;
}

/** The server goes on: one page that fails is no reason to take the others away. */
function tellDefect(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`batchmates: a defect of the program; please report it with what follows\n${stack}\n`);
}
