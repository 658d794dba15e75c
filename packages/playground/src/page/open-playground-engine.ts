import { match } from 'ts-pattern';
import type {
  Answers,
  Distances,
  Loaded,
  PlaygroundStatistics,
  WorkerReply,
  WorkerRequest,
} from '../worker/messages.ts';

/** The networks of a playground, computing in a worker of the page. Requests are answered in their order. */
export interface PlaygroundEngine {
  /** When the networks are ready; rejects with an `Error` whose message is for people. */
  readonly loaded: Promise<Loaded>;
  /**
   * What every network says of a batch of stored images, uint8 `[batch, height, width, channels]` of the site's `image`. Rejects with an `Error`
   * whose message is for people.
   */
  answer(images: Uint8Array, statistics: PlaygroundStatistics): Promise<Answers>;
  /** How far the statistics of the batch lie from the population's in every batch norm of every network. */
  distances(images: Uint8Array): Promise<Distances>;
  /** Ends the worker; what it has not answered is never answered. */
  close(): void;
}

/** Starts the worker of a page on the site at `siteUrl`: its folder, with a slash at the end. */
export function openPlaygroundEngine(siteUrl: string): PlaygroundEngine {
  const worker = new Worker(new URL('../worker/engine-worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiter>();
  const settle = (id: number, reply: WorkerReply) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    match(reply)
      .with({ kind: 'failed' }, ({ message }) => waiter?.reject(new Error(message)))
      .otherwise((value) => waiter?.resolve(value));
  };
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerReply>) => settle(data.id, data));
  let broken: string | undefined;
  // The worker's own script did not start, or threw outside of any request: what is asked from now on has no answer either.
  worker.addEventListener('error', ({ message }) => {
    broken = message || 'the worker of the page could not be started: load the page again';
    for (const id of waiting.keys()) settle(id, { kind: 'failed', id, message: broken });
  });
  let next = 0;
  const ask = <Reply extends WorkerReply>(request: WithoutId<WorkerRequest>): Promise<Reply> => {
    if (broken !== undefined) return Promise.reject(new Error(broken));
    const id = next++;
    worker.postMessage({ ...request, id });
    return new Promise<WorkerReply>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    }) as Promise<Reply>;
  };
  return {
    loaded: ask<Extract<WorkerReply, { kind: 'loaded' }>>({ kind: 'load', siteUrl }),
    answer: (images, statistics) =>
      ask<Extract<WorkerReply, { kind: 'answers' }>>({ kind: 'answer', images, statistics }),
    distances: (images) => ask<Extract<WorkerReply, { kind: 'distances' }>>({ kind: 'distances', images }),
    close: () => worker.terminate(),
  };
}

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

/** Who waits for a reply. */
interface Waiter {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: Error) => void;
}
