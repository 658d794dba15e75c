import { createInterface } from 'node:readline';
import type { CommandResult, TemporaryWorkspace } from '../../src/testing/index.ts';

/** `batchmates open`, under way in a process of its own. */
export interface OpenedPipeline {
  /** As it was printed, e.g. `http://127.0.0.1:4711/`. */
  readonly address: string;
  /** Interrupts it as Ctrl-C does. */
  interrupt(): Promise<CommandResult>;
}

/** Starts `batchmates open` and waits for its address. */
export async function openPipeline(
  workspace: TemporaryWorkspace,
  ...args: string[]
): Promise<OpenedPipeline> {
  const { child, ended } = workspace.start(['open', ...args]);
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const found = /http:\S+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
    ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)), reject);
  });
  return {
    address,
    interrupt() {
      child.kill('SIGINT');
      return ended;
    },
  };
}
