import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** A folder that is being served. */
export interface ServedFolder {
  /** With a slash at the end. */
  readonly address: string;
  /** Bytes of all files sent so far. */
  readonly sent: () => number;
  readonly close: () => void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Serves a folder under a path of this machine, as any web host would: `index.html` for a folder, 404 for what is not there. */
export async function serveFolder(folder: string, under = '/'): Promise<ServedFolder> {
  let sent = 0;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const asked = decodeURIComponent(path.slice(under.length));
    const inside = normalize(asked === '' || asked.endsWith('/') ? `${asked}index.html` : asked);
    if (!path.startsWith(under) || inside.startsWith(`..${sep}`)) {
      response.writeHead(404).end();
      return;
    }
    readFile(join(folder, inside)).then(
      (content) => {
        sent += content.length;
        const type = TYPES[extname(inside)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type }).end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('internal: no port');
  return {
    address: `http://127.0.0.1:${address.port}${under}`,
    sent: () => sent,
    close: () => server.close(),
  };
}
