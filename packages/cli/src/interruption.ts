import { constants } from 'node:os';

/** Signals that ask a command to stop: Ctrl-C, `kill`, and a terminal that goes away. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Time in ms within which two signals are one: Ctrl-C reaches every process of a terminal, and parents pass it on. */
const SAME = 1000;

/** Why a command stopped: it was asked to by a signal. */
export class Interrupted extends Error {
  readonly received: NodeJS.Signals;
  /** What follows from it, for people. */
  readonly advice: string;

  constructor(received: NodeJS.Signals, advice = 'what stood in artifacts/ still stands') {
    super(`interrupted by ${received}`);
    this.received = received;
    this.advice = advice;
  }

  /** The same with other advice. */
  advise(advice: string): Interrupted {
    return new Interrupted(this.received, advice);
  }

  /** What shells expect of a process that a signal ended: 130 for SIGINT, 143 for SIGTERM. */
  get exitCode(): number {
    return 128 + constants.signals[this.received];
  }
}

/** Turns signals to this process into an abort. */
export interface Interruption {
  /** Aborted with an `Interrupted` on the first signal. */
  readonly signal: AbortSignal;
  /** Gives the signals back their default effect. */
  close(): void;
}

/** Watches for SIGINT, SIGTERM and SIGHUP. A second one means it and ends the process at once. */
export function watchSignals(): Interruption {
  const controller = new AbortController();
  let first = 0;
  const stop = (received: NodeJS.Signals): void => {
    const interrupted = new Interrupted(received);
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort(interrupted);
    } else if (performance.now() - first > SAME) {
      // What is half written is removed by the next run.
      process.exit(interrupted.exitCode);
    }
  };
  SIGNALS.forEach((name) => process.on(name, stop));
  return {
    signal: controller.signal,
    close: () => SIGNALS.forEach((name) => process.off(name, stop)),
  };
}
