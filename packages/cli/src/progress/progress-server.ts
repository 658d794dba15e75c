import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress, ProgressBar } from '@batchmates/stage';

/** What a stage in another process reports, one JSON object a line; `bar` is its own number for the bar. */
export type ProgressEvent =
  | { readonly kind: 'note'; readonly line: string }
  | {
      readonly kind: 'start';
      readonly bar: number;
      readonly label: string;
      readonly total: number;
      readonly unit: string;
    }
  | { readonly kind: 'advance'; readonly bar: number; readonly count: number; readonly info?: string }
  | { readonly kind: 'stop'; readonly bar: number };

/** Name of the environment variable that tells stages where to report. */
export const PROGRESS_ADDRESS = 'BATCHMATES_PROGRESS';

/** Collects the progress of stages in other processes. */
export interface ProgressServer {
  /** What `BATCHMATES_PROGRESS` must be for those processes. */
  readonly address: string;
  close(): void;
}

/** Listens for stages and shows all of their bars on one `progress`; a stage that goes away takes its bars with it. */
export async function serveProgress(progress: Progress): Promise<ProgressServer> {
  const address = socketAddress(`batchmates-${process.pid}-${randomUUID().slice(0, 8)}`);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    show(socket, progress);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve));
  return {
    address,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Bytes of a socket's path that every system takes: macOS 103, Linux 107. A longer one is cut off without a word, and others would meet there. */
const LONGEST = 100;

function socketAddress(name: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const paths = [tmpdir(), '/tmp'].map((folder) => join(folder, `${name}.sock`));
  return paths.find((path) => Buffer.byteLength(path) <= LONGEST) ?? paths[0]!;
}

function show(socket: Socket, progress: Progress): void {
  const bars = new Map<number, ProgressBar>();
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => handle(JSON.parse(line) as ProgressEvent, bars, progress));
  lines.on('close', () => bars.forEach((bar) => bar.stop()));
  socket.on('error', () => socket.destroy());
}

function handle(event: ProgressEvent, bars: Map<number, ProgressBar>, progress: Progress): void {
  if (event.kind === 'note') progress.note(event.line);
  else if (event.kind === 'start') bars.set(event.bar, progress.start(event));
  else if (event.kind === 'advance') bars.get(event.bar)?.advance(event.count, event.info);
  else {
    bars.get(event.bar)?.stop();
    bars.delete(event.bar);
  }
}
