import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const NOBODY = 65534;

/** In the main thread of a process that root has started. */
const BECOME = `if (process.setuid && process.getuid() === 0) {
  process.setgroups([]);
  process.setgid(${NOBODY});
  process.setuid(${NOBODY});
}`;

/** Environment of a command that is to run without root's rights over files, which know no permissions. */
export const asOrdinaryUser: Readonly<Record<string, string>> =
  process.getuid?.() === 0
    ? {
        NODE_OPTIONS: `--import=data:text/javascript;base64,${Buffer.from(BECOME).toString('base64')}`,
        HOME: '/nonexistent',
      }
    : {};

/** Gives a folder and everything in it, not what its links lead to, to the user of `asOrdinaryUser`. */
export async function giveToOrdinaryUser(folder: string): Promise<void> {
  if (process.getuid?.() === 0) await promisify(execFile)('chown', ['-hR', `${NOBODY}:${NOBODY}`, folder]);
}
