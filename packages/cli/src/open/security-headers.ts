import { createHash } from 'node:crypto';
import { pageScript } from '@batchmates/report';

/** Headers of every answer: nothing guesses types, no other site reads, embeds or is told of what is served. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  // What is served changes with every run; browsers ask whether what they have is still it.
  'Cache-Control': 'no-cache',
};

const NOWHERE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What pages of each kind may do, as `Content-Security-Policy`. */
export const policies = {
  /** The start page: its own script and style sheet, and its events. */
  start: `default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; ${NOWHERE}`,
  /** A report: no script but the one that is written into every report, no request at all. Its charts have styles of their own. */
  report: `default-src 'none'; script-src '${hashOf(pageScript)}'; img-src data:; style-src 'unsafe-inline'; ${NOWHERE}`,
  /** The playground: the engine in a worker, which compiles WebAssembly, and files beside the page. */
  playground: `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; ${NOWHERE}`,
  /** Any other file, whoever has written it: no script, no request, not even as a page of this address. */
  file: `default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; ${NOWHERE}`,
} as const;

/** A source of a policy that allows one inline script. */
function hashOf(script: string): string {
  return `sha256-${createHash('sha256').update(script).digest('base64')}`;
}
