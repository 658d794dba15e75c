import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { allottedCores } from '@batchmates/errors';
import { OWNERS } from '../end-with-owners.ts';
import { Interrupted } from '../interruption.ts';
import { PROGRESS_ADDRESS } from '../progress/progress-server.ts';

/** A process that runs stages for `run-all`. */
export interface StageProcess {
  /** A module of Node and its arguments. */
  readonly words: readonly string[];
  readonly root: string;
  /** Where stages report. */
  readonly address: string;
  /** Takes the lines of its standard output, and of its standard error where that is not this process's. */
  readonly show: (line: string) => void;
  /** Passed on to the process. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it writes to the standard error of this process. */
  readonly sharesStderr: boolean;
}

/** Runs the process to its end; gives its exit code, 1 where a signal ended it. */
export function runStageProcess(request: StageProcess): Promise<number> {
  const { words, root, address, show, signal, environment, sharesStderr } = request;
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', sharesStderr ? 'inherit' : 'pipe'],
    env: {
      // sharp decodes on libuv's threads, which are four however many cores there are.
      UV_THREADPOOL_SIZE: String(Math.max(4, allottedCores())),
      ...process.env,
      [PROGRESS_ADDRESS]: address,
      [OWNERS]: String(process.pid),
      ...environment,
    },
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', show);
  // A child takes no notice of the second SIGINT when Ctrl-C has reached it already.
  const passOn = (): void => {
    child.kill(signal.reason instanceof Interrupted ? signal.reason.received : 'SIGTERM');
  };
  signal.addEventListener('abort', passOn, { once: true });
  return new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  }).finally(() => signal.removeEventListener('abort', passOn));
}
