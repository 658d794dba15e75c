import { join } from 'node:path';

/** Where a workspace remembers which files of artifacts were verified; see `openVerifiedFiles`. */
export function verifiedFiles(root: string): string {
  return join(root, '.cache', 'verified-files.json');
}
