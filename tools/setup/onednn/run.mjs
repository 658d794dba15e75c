import { execFileSync } from 'node:child_process';

const TIMEOUT_MS = 300_000;

/**
 * Runs a program to its end; gives what it prints, throws when it fails.
 * @param {string} program @param {readonly string[]} words @param {{ cwd?: string }} options
 */
export function run(program, words, options = {}) {
  return execFileSync(program, words, {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
}

/** What went wrong, in a line. @param {any} error */
export function firstLine(error) {
  if (error.code === 'ENOENT' && String(error.syscall).startsWith('spawn')) {
    return `no program "${error.path ?? 'to run'}"`;
  }
  const told = String(error.stderr || error.message || error).trim();
  return told.split('\n').find((line) => /^E:|error/i.test(line)) ?? told.split('\n')[0] ?? '';
}
