import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A download of gigabytes on a slow line. */
const TIMEOUT_MS = 3600_000;

/** Runs a program to its end, in the folder `cwd`; gives what it prints, throws when it fails. */
export async function runProgram(program: string, words: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, {
    cwd,
    timeout: TIMEOUT_MS,
    maxBuffer: 2 ** 26,
    // Its own lines are in English, whatever the language of the shell.
    env: { ...process.env, LC_ALL: 'C' },
  });
  return stdout;
}

/** What went wrong, in a line. */
export function firstLine(error: unknown): string {
  const { code, path, stderr, message } = error as {
    readonly [field in 'code' | 'path' | 'stderr' | 'message']?: unknown;
  };
  if ((error as { readonly killed?: boolean }).killed === true)
    return `it took longer than ${TIMEOUT_MS / 60_000} minutes`;
  if (code === 'ENOENT' && typeof path === 'string') return `no program "${path}"`;
  const told = String(stderr || message || error).trim();
  const lines = told.split('\n');
  return (
    lines.find((line) => /^(npm )?error/i.test(line)) ??
    lines.find((line) => /error/i.test(line)) ??
    lines[0] ??
    ''
  );
}
