import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Task } from './child.ts';
import type { Outcome } from './fuzz-case.ts';

/** Most time for a case, in ms, and most memory, in bytes above what the process had before. */
const LIMITS = { time: 5000, memory: 512 * 2 ** 20 } as const;

/** A process that runs one case after another; it is replaced when it dies, hangs or takes too much memory. */
export class FuzzProcess {
  #child: ChildProcess | undefined;

  /** Runs a case. The first of a process may take longer: it loads the reader. */
  async run(task: Task): Promise<Outcome> {
    const fresh = this.#child === undefined;
    const child = (this.#child ??= fork(join(import.meta.dirname, 'child.ts'), {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // It is no test of its own, also where a test starts it.
      env: { ...process.env, VITEST: undefined, NODE_OPTIONS: undefined },
    }));
    const result = await answerOf(child, task, LIMITS.time + (fresh ? 30_000 : 0));
    if ('outcome' in result && result.memory <= LIMITS.memory) return result.outcome;
    this.close();
    if ('outcome' in result)
      return { kind: 'wrong', message: `${Math.round(result.memory / 2 ** 20)} MB more memory` };
    return { kind: 'wrong', message: result.failure };
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}

async function answerOf(
  child: ChildProcess,
  task: Task,
  time: number,
): Promise<Answer | { readonly failure: string }> {
  let errors = '';
  const listen = (chunk: Buffer): void => void (errors += chunk.toString('utf8'));
  child.stderr?.on('data', listen);
  return new Promise((resolve) => {
    const end = (result: Answer | { readonly failure: string }): void => {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      child.stderr?.off('data', listen);
      resolve(result);
    };
    const timer = setTimeout(() => end({ failure: `no answer within ${time / 1000} s` }), time);
    child.once('message', (answer: Answer) => end(answer));
    child.once('exit', (code, signal) => end({ failure: `the process died (${signal ?? code}): ${errors}` }));
    child.send(task);
  });
}
