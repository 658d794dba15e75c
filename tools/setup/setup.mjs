// First-run set-up, called by every script of package.json. Plain Node without dependencies: it runs before there are any.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkInstalled } from './fresh.mjs';

/** @type {readonly [major: number, minor: number]} */
const MINIMUM_NODE = [20, 19];

/**
 * Installs what package-lock.json asks for when `node_modules` is missing or stale; takes milliseconds when it is fresh.
 * Returns whether everything is installed; prints one line about what went wrong.
 * @param {string} root
 * @returns {boolean}
 */
export function setUp(root) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    return fail(
      `expected Node ${MINIMUM_NODE.join('.')} or newer, received ${process.version}; install it from https://nodejs.org`,
    );
  }
  const state = checkInstalled(root);
  if (state.fresh) return true;
  say(`${state.reason}: running npm ci, which takes a minute or so`);
  const { status, error } = npm(['ci', '--no-audit', '--no-fund'], root);
  if (error !== undefined) return fail(`npm did not start: ${error.message}; npm comes with Node`);
  return status === 0 || fail(`npm ci failed with exit code ${status}; its message is above`);
}

/** @param {string[]} args @param {string} root */
function npm(args, root) {
  // npm says where it is to the scripts it runs; `node tools/setup/setup.mjs` alone takes the one on the path.
  const path = process.env['npm_execpath'];
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] };
  return path !== undefined && /npm-cli\.c?js$/.test(path)
    ? spawnSync(process.execPath, [path, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/** @param {string} line @returns {false} */
function fail(line) {
  say(line);
  return false;
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  if (!setUp(root)) process.exitCode = 1;
}
