import { pagePolicy } from '@batchmates/playground';
import { reportPolicy } from '@batchmates/report';

/** Headers of every answer: nothing guesses types, no other site reads, embeds or is told of what is served. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  // What is served changes with every run; browsers ask whether what they have is still it.
  'Cache-Control': 'no-cache',
};

/** What a page cannot say of itself. */
const UNFRAMED = "frame-ancestors 'none'";
const NOWHERE = `base-uri 'none'; form-action 'none'; ${UNFRAMED}`;

/** What pages of each kind may do, as `Content-Security-Policy`. */
export const policies = {
  /** The start page: its own script and style sheet, and its events. */
  start: `default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; ${NOWHERE}`,
  report: `${reportPolicy}; ${UNFRAMED}`,
  /** The playground: the engine in a worker, which compiles WebAssembly, and files beside the page. */
  playground: `${pagePolicy}; ${UNFRAMED}`,
  /** The first page of a site: nothing but links, to pages and to files that are downloaded. */
  firstPage: `default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-downloads; ${NOWHERE}`,
  /** Any other file, whoever has written it: no script, no request, not even as a page of this address. */
  file: `default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; ${NOWHERE}`,
} as const;
