import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

/** A folder that is being served. */
export interface ServedFolder {
  /** With a slash at the end. */
  readonly address: string;
  /** Bytes of all files sent so far. */
  readonly sent: () => number;
  readonly close: () => void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.md': 'text/plain',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Serves a folder on loopback. */
export async function serveFolder(folder: string): Promise<ServedFolder> {
  let sent = 0;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    readFile(join(folder, path)).then(
      (content) => {
        sent += content.length;
        response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('internal: no port');
  return {
    address: `http://127.0.0.1:${address.port}/`,
    sent: () => sent,
    close: () => server.close(),
  };
}
