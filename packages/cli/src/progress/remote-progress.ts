import { connect } from 'node:net';
import type { Progress } from '@batchmates/stage';
import type { ClosableProgress } from './closable-progress.ts';
import type { ProgressEvent } from './progress-server.ts';

/** Least time between two reports of one bar, in ms. */
const INTERVAL = 100;

/**
 * Progress shown by another process: the one that listens at `address` and draws the bars of all stages under way.
 * What cannot be delivered (the listener is gone) is dropped: work goes on.
 */
export function remoteProgress(address: string, instance: string): ClosableProgress {
  const socket = connect(address);
  socket.on('error', () => socket.destroy());
  const send = (event: ProgressEvent): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(event)}\n`);
  };
  let bars = 0;
  const progress: Progress = {
    note: (line) => send({ kind: 'note', line: `${instance}: ${line}` }),
    start({ label, total, unit }) {
      const bar = bars++;
      send({ kind: 'start', bar, label: `${instance}: ${label}`, total, unit });
      let pending = 0;
      let last = 0;
      let info: string | undefined;
      const flush = (): void => {
        if (pending > 0 || info !== undefined)
          send({ kind: 'advance', bar, count: pending, ...(info !== undefined && { info }) });
        pending = 0;
        info = undefined;
        last = performance.now();
      };
      return {
        advance(count, more) {
          pending += count;
          info = more ?? info;
          if (performance.now() - last >= INTERVAL) flush();
        },
        stop() {
          flush();
          send({ kind: 'stop', bar });
        },
      };
    },
  };
  return {
    progress,
    close: () => new Promise((resolve) => (socket.destroyed ? resolve() : socket.end(resolve))),
  };
}
