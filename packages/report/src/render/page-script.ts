import { readFileSync } from 'node:fs';

/** The script of a report's page, as it stands inline in it. */
export const pageScript = readFileSync(new URL('page-script.mjs', import.meta.url), 'utf8');
