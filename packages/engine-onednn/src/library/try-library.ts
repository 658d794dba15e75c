import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { LibraryLocation } from './open-library.ts';

/** Time for a library to answer, in ms. */
const PATIENCE = 20_000;

/**
 * Opens a library in a process of its own, since one that is cut off takes its process down; says in a few words why that failed, or
 * `undefined` when a CPU engine could be made.
 */
export function tryLibrary({ path, companions }: LibraryLocation): string | undefined {
  const koffi = createRequire(import.meta.url).resolve('koffi');
  const child = spawnSync(process.execPath, ['--eval', SCRIPT, koffi, path, ...companions], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PATIENCE,
  });
  if (child.status === 0) return undefined;
  if (child.signal !== null) return `it ended its process with ${child.signal}`;
  const lines = child.stderr.toString().split('\n');
  return lines.find((line) => line.startsWith(REASON))?.slice(REASON.length) ?? `exit code ${child.status}`;
}

const REASON = 'reason: ';

const SCRIPT = `
  const [koffiPath, path, ...companions] = process.argv.slice(1);
  try {
    const koffi = require(koffiPath);
    for (const companion of companions) koffi.load(companion, { global: true });
    const create = koffi.load(path).func('int dnnl_engine_create(_Out_ void **, int, size_t)');
    const status = create([null], 1, 0);
    if (status !== 0) throw new Error('no CPU engine: status ' + status);
  } catch (error) {
    console.error('${REASON}' + String(error.message).trim().split('\\n')[0]);
    process.exit(1);
  }
`;
