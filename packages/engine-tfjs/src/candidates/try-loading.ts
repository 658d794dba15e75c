import { spawn } from 'node:child_process';
import { nativeEnvironment } from './native-environment.ts';

/** What a package turned out to be. */
export type Trial =
  | {
      readonly trouble: undefined;
      /** Whether it computes on a graphics card. */
      readonly gpu: boolean;
      /** Version of TensorFlow's library, if the package says so. */
      readonly version: string | undefined;
      /** What the library wrote on standard error as it started. */
      readonly log: string;
    }
  | { readonly trouble: string };

/**
 * Loads a package in a process of its own and computes one operation; `trouble` says in one line why that failed. A library that does not fit the machine may take
 * its process down.
 */
export async function tryLoading(folder: string): Promise<Trial> {
  const child = spawn(process.execPath, ['--eval', SCRIPT, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its reasons for not using a graphics card are among what it logs.
    env: { ...nativeEnvironment(process.env), TF_CPP_MIN_LOG_LEVEL: '0' },
  });
  const [answer, log] = [textOf(child.stdout), textOf(child.stderr)];
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('error', () => resolve([1, null]));
    child.once('close', (...ended) => resolve(ended));
  });
  if (signal !== null) return { trouble: `it ended its process with ${signal}` };
  if (code !== 0) {
    const reason = log()
      .split('\n')
      .find((line) => line.startsWith('reason: '));
    return { trouble: reason?.slice('reason: '.length) ?? `exit code ${code}` };
  }
  const found = JSON.parse(answer().split('\n').at(-2) ?? '{}') as { gpu?: boolean; version?: string };
  return { trouble: undefined, gpu: found.gpu === true, version: found.version, log: log() };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString();
}

const SCRIPT = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value == null;
  try {
    const tf = require(process.argv[1]);
    tf.add(1, 1).dataSync();
    const backend = tf.backend?.();
    console.log(JSON.stringify({ gpu: backend?.isUsingGpuDevice, version: backend?.binding?.TF_Version }));
  } catch (error) {
    console.error('reason: ' + String(error.message).trim().split('\\n')[0]);
    process.exit(1);
  }
`;
