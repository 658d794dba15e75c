import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Lock files of package managers other than npm. */
const LOCKS = { 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn' } as const;

/** The command that installs packages in a folder: by its lock file, else the one that runs this process, else npm. */
export function packageManager(folder: string, environment: NodeJS.ProcessEnv = process.env): string {
  const lock = Object.entries(LOCKS).find(([file]) => existsSync(join(folder, file)));
  if (lock !== undefined) return lock[1];
  const [, running = 'npm'] = /^(pnpm|yarn)\//.exec(environment['npm_config_user_agent'] ?? '') ?? [];
  return running;
}
