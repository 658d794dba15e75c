/// <reference lib="dom" />

/** What to ask a worker of a playground. */
export interface WorkerTask {
  /** The worker's script, relative to the site. */
  readonly script: string;
  readonly shelf: string;
  /** Bytes of an image. */
  readonly size: number;
  /** Places on the shelf of the images of the batch. */
  readonly seats: readonly number[];
  readonly swaps: number;
}

/** What it took, ms. */
export interface WorkerTimes {
  /** From nothing to the first answer of all networks under batch statistics. */
  readonly first: number;
  /** A swap: answers of all networks under batch and under population statistics. */
  readonly swaps: readonly number[];
  /** The statistics of every batch norm of all networks. */
  readonly distances: readonly number[];
}

/** Starts a worker and times its answers; self-contained, for it is sent to the browser. */
export async function timeWorker({ script, shelf, size, seats, swaps }: WorkerTask): Promise<WorkerTimes> {
  const begun = performance.now();
  const worker = new Worker(script, { type: 'module' });
  const waiting = new Map<number, (reply: { kind: string; message?: string }) => void>();
  worker.addEventListener('message', ({ data }: MessageEvent<{ id: number; kind: string }>) =>
    waiting.get(data.id)?.(data),
  );
  let next = 0;
  const ask = async (request: object): Promise<void> => {
    const id = next++;
    const replied = new Promise<{ kind: string; message?: string }>((resolve) => waiting.set(id, resolve));
    worker.postMessage({ ...request, id });
    const { kind, message } = await replied;
    if (kind === 'failed') throw new Error(message);
  };
  const time = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const answer = (statistics: string) => ask({ kind: 'answer', images, statistics });
  const loading = ask({ kind: 'load', siteUrl: new URL('.', document.baseURI).href });
  const bytes = new Uint8Array(await (await fetch(shelf)).arrayBuffer());
  const images = new Uint8Array(seats.length * size);
  seats.forEach((place, seat) => images.set(bytes.subarray(place * size, (place + 1) * size), seat * size));
  await loading;
  await answer('batch');
  const first = performance.now() - begun;
  const times = { first, swaps: [] as number[], distances: [] as number[] };
  for (let swap = 0; swap < swaps; swap++) {
    times.swaps.push(await time(() => Promise.all([answer('batch'), answer('population')])));
    times.distances.push(await time(() => ask({ kind: 'distances', images })));
  }
  worker.terminate();
  return times;
}
