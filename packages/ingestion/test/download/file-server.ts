import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a test server behaves. */
export interface Behaviour {
  readonly bytes: Uint8Array;
  /** Whether it answers `Range` requests with a part. */
  readonly resumes?: boolean;
  /** Cuts the connection after this many bytes of the first response. */
  readonly cutAfter?: number;
  /** With `cutAfter`: leaves the connection open instead, silent. */
  readonly stalls?: boolean;
  /** Answers of the first requests, before the file is served. */
  readonly statuses?: readonly number[];
}

/** A local HTTP server that serves one file; `ranges` are the `Range` headers it was sent. */
export async function serveFile(behaviour: Behaviour) {
  const ranges: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    const attempt = ranges.push(request.headers.range) - 1;
    const status = behaviour.statuses?.[attempt];
    if (status !== undefined) return void response.writeHead(status).end();
    const from =
      behaviour.resumes === false ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const { length } = behaviour.bytes;
    const part = from > 0 ? { 'content-range': `bytes ${from}-${length - 1}/${length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': length - from, ...part });
    if (behaviour.cutAfter === undefined || attempt > 0)
      return void response.end(behaviour.bytes.subarray(from));
    response.write(behaviour.bytes.subarray(from, from + behaviour.cutAfter));
    if (behaviour.stalls !== true) setTimeout(() => response.destroy(), 50);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/file.tar.gz`,
    ranges,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
