import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { PipelineWatch } from './watch-pipeline.ts';
import { renderFragments } from './page/start-page.tsx';

/** Time in ms between two looks while somebody watches. */
const INTERVAL = 1000;

/** Time in ms after which a connection without news is told that it still stands. */
const ALIVE = 15_000;

/** What the page is made of. */
export interface LivePage {
  readonly watch: Pick<PipelineWatch, 'look'>;
  /** Aborted when the server ends. */
  readonly signal: AbortSignal;
  /** What to say of a look that failed. */
  readonly tellFailure: (error: unknown) => string;
}

/**
 * Sends what changes on the start page as Server-Sent Events until the connection or `signal` ends: `fragments`, the new HTML of parts of the page by their
 * ids, `reload` when its parts are others, and `trouble`, why it could not be seen how things stand; empty when it can again.
 */
export async function sendLivePage(
  response: ServerResponse,
  { watch, signal, tellFailure }: LivePage,
): Promise<void> {
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const ended = AbortSignal.any([signal, closed.signal]);
  // What the page may have missed between its own making and this connection is sent, too.
  let sent: ReadonlyMap<string, string> | undefined;
  let spoken = performance.now();
  response.write('retry: 2000\n\n');
  const tell = async (): Promise<void> => {
    const now = renderFragments(await watch.look());
    const before = sent;
    sent = now;
    const changed = [...now].filter(([id, html]) => before?.get(id) !== html);
    if (before !== undefined && !sameKeys(before, now)) send(response, 'reload', {});
    else if (changed.length > 0) send(response, 'fragments', Object.fromEntries(changed));
    else if (performance.now() - spoken > ALIVE) response.write(': alive\n\n');
    else return;
    spoken = performance.now();
  };
  let failed = '';
  // A failure that lasts is told once.
  const tellTrouble = (error?: unknown): void => {
    const now = error === undefined ? '' : error instanceof Error ? error.message : 'unknown';
    if (now !== failed) send(response, 'trouble', error === undefined ? '' : tellFailure(error));
    failed = now;
  };
  while (!ended.aborted) {
    // A browser that does not read is told later how things stand then.
    if (!response.writableNeedDrain) await tell().then(() => tellTrouble(), tellTrouble);
    await pause(ended);
  }
  response.end();
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(INTERVAL, undefined, { signal });
  } catch {
    // Ended meanwhile.
  }
}

function send(response: ServerResponse, event: string, data: unknown): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

function sameKeys(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one.keys()].every((key) => other.has(key));
}
