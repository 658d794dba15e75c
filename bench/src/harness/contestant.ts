import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A program to measure: its name and how to start it. */
export interface Contestant {
  readonly name: string;
  readonly launch: NodeLaunch | CommandLaunch;
  /** Added to the environment of its process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether its rounds are run with another program on half of the cores. */
  readonly besideOthers?: boolean;
}

/** A module of ours whose default export is a `PrepareBody`. */
export interface NodeLaunch {
  readonly kind: 'node';
  readonly module: URL;
  readonly options: unknown;
}

/** Any program that speaks the contestant protocol (see `child.ts`). */
export interface CommandLaunch {
  readonly kind: 'command';
  readonly program: string;
  readonly arguments: readonly string[];
}

/** One timed round of a contestant. */
export interface Round {
  readonly items: number;
  readonly seconds: number;
  /** Most resident memory of its process so far, MB. */
  readonly peakMegabytes: number;
  readonly findings: Readonly<Record<string, number>>;
}

/** A contestant's running process. */
export interface RunningContestant {
  readonly facts: Readonly<Record<string, unknown>>;
  round(milliseconds: number): Promise<Round>;
  stop(): Promise<void>;
}

/** Starts a contestant in a fresh process and waits until it is warm; throws with its last words when it dies. */
export async function startContestant(contestant: Contestant): Promise<RunningContestant> {
  const child = launch(contestant);
  const answers = createInterface({ input: child.stdout });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const ended = new Promise<string>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  const hear = () => nextObject(answers, ended, () => `${contestant.name}: ${errors.join('').trim()}`);
  const { ready } = (await hear()) as { ready: Record<string, unknown> };
  return {
    facts: ready,
    round: async (milliseconds) => {
      child.stdin.write(`${JSON.stringify({ milliseconds })}\n`);
      return (await hear()) as Round;
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function launch({ launch, environment }: Contestant): ChildProcessByStdio<Writable, Readable, Readable> {
  const childModule = fileURLToPath(new URL('./child.ts', import.meta.url));
  const [program, words] =
    launch.kind === 'node'
      ? [
          process.execPath,
          ['--import', 'tsx', childModule, launch.module.href, JSON.stringify(launch.options)],
        ]
      : [launch.program, [...launch.arguments]];
  return spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** The next line that is a JSON object; anything else a library prints is passed over. */
function nextObject(answers: Interface, ended: Promise<string>, lastWords: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const listen = (line: string) => {
      if (!line.startsWith('{')) return;
      answers.off('line', listen);
      resolve(JSON.parse(line));
    };
    answers.on('line', listen);
    ended.then((how) => reject(new Error(`${lastWords()} (${how})`)), reject);
  });
}
