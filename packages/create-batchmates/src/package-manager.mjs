/**
 * The package manager that runs this process (npm and pnpm say so in `npm_config_user_agent`), else npm.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ readonly name: 'npm' | 'pnpm', readonly command: readonly string[] }}
 */
export function packageManager(environment = process.env) {
  const agent = environment['npm_config_user_agent'] ?? '';
  const name = agent.startsWith('pnpm/') ? 'pnpm' : 'npm';
  // Where it is, it says as well: what is called so on the path may be another version.
  const file = /^p?npm\//.test(agent) ? environment['npm_execpath'] : undefined;
  if (file === undefined) return { name, command: [name] };
  return { name, command: /\.[cm]?js$/.test(file) ? [process.execPath, file] : [file] };
}
