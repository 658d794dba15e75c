import type { IncomingMessage } from 'node:http';

/** What a request asks for, or why it gets nothing. */
export type ReadRequest =
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 405; readonly reason: string }
  | { readonly kind: 'path'; readonly segments: readonly string[] };

/** Hosts under which a browser of this machine, or a tunnel to it, asks for what is served. */
const HOSTS = new Set(['127.0.0.1', 'localhost']);

/**
 * Reads a request: GET or HEAD, for this machine, with a path of plain names; `/` is one empty name. A page elsewhere whose name was made to lead here
 * (DNS rebinding) has its own name as the host, and is refused.
 */
export function readRequest({ method, headers, url = '' }: IncomingMessage): ReadRequest {
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'only GET and HEAD');
  const host = /^([\w.-]+)(?::\d{1,5})?$/.exec(headers.host ?? '')?.[1];
  if (host === undefined || !HOSTS.has(host.toLowerCase()))
    return refused(403, 'only for 127.0.0.1 and localhost');
  const [path = ''] = url.split('?');
  if (!path.startsWith('/')) return refused(400, 'expected a path');
  const segments = path.slice(1).split('/').map(decoded);
  return segments.every(isName)
    ? { kind: 'path', segments }
    : refused(400, 'expected a path of plain names, without . and ..');
}

function refused(status: 400 | 403 | 405, reason: string): ReadRequest {
  return { kind: 'refused', status, reason };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Whether it is one name on every system; what was encoded twice is a name with a percent sign, which nothing has. */
function isName(segment: string | undefined): segment is string {
  return segment !== undefined && segment !== '.' && segment !== '..' && !/[/\\\0]/.test(segment);
}
