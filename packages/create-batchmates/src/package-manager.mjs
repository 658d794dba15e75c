import { basename } from 'node:path';

/**
 * The package manager that runs this process (npm and pnpm say so in `npm_config_user_agent`), else npm.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ readonly name: 'npm' | 'pnpm', readonly command: readonly string[], readonly install: readonly string[] }}
 */
export function packageManager(environment = process.env) {
  const agent = environment['npm_config_user_agent'] ?? '';
  const name = agent.startsWith('pnpm/') ? 'pnpm' : 'npm';
  // In continuous integration, pnpm takes a lock file for finished; `init` adds to what it locks.
  const install = name === 'pnpm' ? ['install', '--no-frozen-lockfile'] : ['install'];
  // Where it is, it says as well: what is called so on the path may be another version. A pnpm that npm runs says where npm is.
  const file = environment['npm_execpath'] ?? '';
  if (!basename(file).startsWith(name)) return { name, command: [name], install };
  return { name, command: /\.[cm]?js$/.test(file) ? [process.execPath, file] : [file], install };
}
