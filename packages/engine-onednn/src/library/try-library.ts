import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Version } from './dnnl.ts';
import type { LibraryLocation } from './open-library.ts';

/** A library's version, or in a few words why it cannot be used. */
export type Trial =
  | { readonly version: Version; readonly trouble?: undefined }
  | { readonly version?: undefined; readonly trouble: string };

/** Time for a library to answer, in ms. */
const PATIENCE = 20_000;

const probe = fileURLToPath(new URL('./probe-library.mjs', import.meta.url));

/** Opens a library in a process of its own, since one that is cut off takes its process down. */
export function tryLibrary({ path, companions }: LibraryLocation): Trial {
  const child = spawnSync(process.execPath, [probe, path, ...companions], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: PATIENCE,
  });
  if (child.signal !== null) return { trouble: `it ended its process with ${child.signal}` };
  try {
    const { version, reason } = JSON.parse(child.stdout.toString()) as Answer;
    if (version === undefined) return { trouble: reason ?? `exit code ${child.status}` };
    const [major, minor, patch] = version;
    return { version: { major, minor, patch } };
  } catch {
    return { trouble: `exit code ${child.status}` };
  }
}

/** What `probe-library.mjs` prints. */
interface Answer {
  readonly version?: readonly [major: number, minor: number, patch: number];
  readonly reason?: string;
}
