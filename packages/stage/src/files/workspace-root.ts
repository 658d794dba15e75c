import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[/\\]$/, '');
