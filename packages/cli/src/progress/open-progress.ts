import { barsProgress } from './bars-progress.ts';
import type { ClosableProgress } from './closable-progress.ts';
import { linesProgress } from './lines-progress.ts';
import { PROGRESS_ADDRESS } from './progress-server.ts';
import { remoteProgress } from './remote-progress.ts';

/** Where the progress of an instance is shown. */
export interface ProgressTarget {
  readonly instance: string;
  readonly stream: NodeJS.WriteStream;
  /** Whether other instances may write to the same terminal meanwhile. */
  readonly shared: boolean;
}

/**
 * Opens the progress of an instance: with the process that draws for all instances, where there is one; as bars on a
 * terminal of its own; as sparse lines elsewhere (a log file, continuous integration, a terminal shared with others,
 * on which two bars would draw over each other).
 */
export function openProgress({ instance, stream, shared }: ProgressTarget): ClosableProgress {
  const address = process.env[PROGRESS_ADDRESS];
  if (address !== undefined && address !== '') return remoteProgress(address, instance);
  const progress =
    stream.isTTY && !shared && process.env['CI'] === undefined
      ? barsProgress(stream)
      : linesProgress((line) => stream.write(`${shared ? `${instance}: ` : ''}${line}\n`));
  return { progress, close: () => Promise.resolve() };
}
