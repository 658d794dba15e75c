import { execFileSync } from 'node:child_process';

const TIMEOUT_MS = 300_000;

/** Runs a program to its end, in the folder `cwd`; gives what it prints, throws when it fails. */
export function runProgram(program: string, words: readonly string[], cwd?: string): string {
  return execFileSync(program, words, {
    ...(cwd !== undefined && { cwd }),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
}

/** What went wrong, in a line. */
export function firstLine(error: unknown): string {
  const { code, syscall, path, stderr, message } = error as {
    readonly [field in 'code' | 'syscall' | 'path' | 'stderr' | 'message']?: unknown;
  };
  if (code === 'ENOENT' && String(syscall).startsWith('spawn')) {
    return `no program "${typeof path === 'string' ? path : 'to run'}"`;
  }
  const told = String(stderr || message || error).trim();
  return told.split('\n').find((line) => /^E:|error/i.test(line)) ?? told.split('\n')[0] ?? '';
}
