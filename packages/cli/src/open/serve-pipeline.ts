import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError, hasSystemCode, systemFailure } from '@batchmates/errors';
import { answerPath, type PathRequest } from './answer-path.ts';
import { endWith } from './end-with.ts';
import type { PipelineWatch } from './watch-pipeline.ts';
import type { Playground } from './playground.ts';
import { readRequest } from './read-request.ts';
import { commonHeaders } from './security-headers.ts';

/** What is served, and where. */
export interface ServedPipeline {
  readonly watch: PipelineWatch;
  readonly playground: Playground;
  /** Of 127.0.0.1; a free one when absent. */
  readonly port: number | undefined;
  /** Told of requests that failed by our own mistake. */
  readonly onDefect: (error: unknown) => void;
}

/** A server under way. */
export interface PipelineServer {
  /** E.g. `http://127.0.0.1:4711/`. */
  readonly address: string;
  /** Ends it, and every connection. */
  close(): Promise<void>;
}

/** Serves a pipeline to this machine alone. Throws a `UserError` (`open/port-taken`) where the port cannot be had. */
export async function servePipeline(served: ServedPipeline): Promise<PipelineServer> {
  const closing = new AbortController();
  const tellFailure = (error: unknown): string => {
    const mistake = error instanceof UserError ? error : systemFailure(error);
    if (mistake === undefined) served.onDefect(error);
    return mistake?.message ?? 'it failed: see the terminal';
  };
  const server = createServer((request, response) => {
    const exchange = { request, response, signal: closing.signal, tellFailure };
    answer({ ...served, ...exchange }).catch((error: unknown) => {
      const line = tellFailure(error);
      if (response.headersSent) response.destroy();
      else endWith(response, 500, line);
    });
  });
  const { port } = await listen(server, served.port);
  return {
    address: `http://127.0.0.1:${port}/`,
    close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function answer(asked: PathRequest): Promise<void> {
  const { request, response } = asked;
  for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
  const read = readRequest(request);
  if (read.kind === 'path') return answerPath(read.segments, asked);
  if (read.status === 405) response.setHeader('Allow', 'GET, HEAD');
  endWith(response, read.status, read.reason);
}

async function listen(server: Server, port: number | undefined): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // Nobody else on the network is to see it: no name, which could be given another address.
    server.listen({ host: '127.0.0.1', port: port ?? 0, exclusive: true }, resolve);
  }).catch((cause: unknown) => {
    const refusal = ['EADDRINUSE', 'EACCES'].find((code) => hasSystemCode(cause, code));
    if (refusal === undefined) throw cause;
    throw new UserError({
      code: 'open/port-taken',
      what: `port ${port}`,
      expected: 'one that is free',
      received:
        refusal === 'EADDRINUSE' ? 'another program uses it' : 'the system allows it to nobody but root',
      remedy: 'name another one, or leave --port out',
      cause,
    });
  });
  return server.address() as AddressInfo;
}
