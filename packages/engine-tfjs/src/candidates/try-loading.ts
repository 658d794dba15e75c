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

/** Time for a library to load and compute: a graphics card that is asked for the first time compiles for a while. */
const PATIENCE_MS = 300_000;

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
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('error', () => resolve([1, null]));
    child.once('close', (...ended) => resolve(ended));
  });
  clearTimeout(timer);
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
    const backend = tf.backend?.();
    // On a card, convolutions need more than sums do.
    if (backend?.isUsingGpuDevice) tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'same').dataSync();
    else tf.add(1, 1).dataSync();
    console.log(JSON.stringify({ gpu: backend?.isUsingGpuDevice, version: backend?.binding?.TF_Version }));
  } catch (error) {
    console.error('reason: ' + String(error.message).trim().split('\\n')[0]);
    process.exit(1);
  }
`;
