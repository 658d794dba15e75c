import { spawn } from 'node:child_process';

/**
 * Loads a package in a process of its own; returns why that failed, in one line, or `undefined` when it went well
 * and one operation could be computed.
 */
export async function tryLoading(folder: string): Promise<string | undefined> {
  const child = spawn(process.execPath, ['--eval', script, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  const words: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('error', () => resolve([1, null]));
    child.once('close', (...ended) => resolve(ended));
  });
  if (code === 0) return undefined;
  if (signal !== null) return `it ended its process with ${signal}`;
  const lines = Buffer.concat(words).toString().split('\n');
  return lines.find((line) => line.startsWith('reason: '))?.slice('reason: '.length) ?? `exit code ${code}`;
}

const script = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value == null;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    const tf = require(process.argv[1]);
    tf.add(1, 1).dataSync();
  } catch (error) {
    console.error('reason: ' + String(error.message).trim().split('\\n')[0]);
    process.exit(1);
  }
`;
