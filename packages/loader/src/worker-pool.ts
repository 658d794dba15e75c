import { Worker } from 'node:worker_threads';
import type { FailureMessage, PlanMessage, WorkerData } from './worker-messages.ts';

/** The worker threads of one loader. */
export class WorkerPool {
  readonly size: number;
  readonly #workers: readonly Worker[];
  #death: FailureMessage | undefined;
  #onFailure: ((failure: FailureMessage) => void) | undefined;

  constructor(data: Omit<WorkerData, 'worker' | 'workers'>, size: number) {
    this.size = size;
    this.#workers = Array.from({ length: size }, (_, worker) => {
      const workerData: WorkerData = { ...data, worker, workers: size };
      return new Worker(new URL('./loader-worker-entry.mjs', import.meta.url), { workerData });
    });
    for (const worker of this.#workers) {
      worker.on('message', (failure: FailureMessage) => this.#onFailure?.(failure));
      worker.on('error', (error) => this.#die({ reason: error.stack ?? error.message }));
      worker.on('exit', (code) => this.#die({ reason: `a loader thread ended with code ${code}` }));
    }
  }

  /** Whether every thread lives; a pool that has lost one is of no more use. */
  get alive(): boolean {
    return this.#death === undefined;
  }

  /** Hands a plan to every worker; `onFailure` is called when one gives up, or has died. */
  send(message: PlanMessage, onFailure: (failure: FailureMessage) => void): void {
    this.#onFailure = onFailure;
    if (this.#death !== undefined) onFailure(this.#death);
    for (const worker of this.#workers) worker.postMessage(message);
  }

  /** Ends the threads, wherever they are; a plan that they work at fails. */
  async close(): Promise<void> {
    this.#die({ reason: 'the loader was closed' });
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #die(reason: FailureMessage): void {
    if (this.#death !== undefined) return;
    this.#death = reason;
    this.#onFailure?.(reason);
  }
}
