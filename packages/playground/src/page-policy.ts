import { readFileSync } from 'node:fs';
import { parseJson } from '@batchmates/artifact';
import { z } from 'zod';

/** In a file of its own, since plain JavaScript writes it into the page when that is bundled. */
const directives = readFileSync(new URL('page-policy.json', import.meta.url), 'utf8');

/**
 * What the page of a playground may do, as `Content-Security-Policy`: the engine in a worker, which compiles WebAssembly, and files beside the page. It
 * stands in the page itself.
 */
export const pagePolicy = z.array(z.string()).parse(parseJson(directives)).join('; ');
