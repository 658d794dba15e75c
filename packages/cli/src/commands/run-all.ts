import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { readPipelineName } from '@batchmates/pipeline';
import type { CommandContext } from '../main.ts';
import { findPipelineFile } from '../pipeline-file.ts';
import { barsProgress } from '../progress/bars-progress.ts';
import { PROGRESS_ADDRESS, serveProgress } from '../progress/progress-server.ts';

/**
 * `batchmates run-all`: what `npx nx run <pipeline>:run` does, with the bars of all stages under way in one place. On
 * anything but a terminal Nx itself writes.
 */
export async function runAll({
  root,
  pipeline,
  signal,
}: CommandContext & { readonly pipeline: string }): Promise<void> {
  const name = await readPipelineName(await findPipelineFile(pipeline, root));
  const code = process.stderr.isTTY ? await runWithBars(name, root) : await nx({ pipeline: name, root });
  signal.throwIfAborted();
  if (code !== 0) {
    throw new UserError({
      code: 'run/failed',
      what: `pipeline ${name} did not finish`,
      remedy: 'what stopped it stands above; what was done is in the cache',
    });
  }
}

async function runWithBars(pipeline: string, root: string): Promise<number> {
  const progress = barsProgress(process.stderr);
  const server = await serveProgress(progress);
  try {
    return await nx({ pipeline, root, address: server.address, show: progress.note });
  } finally {
    server.close();
  }
}

interface NxRun {
  readonly pipeline: string;
  readonly root: string;
  /** Where stages report; they write for themselves when absent. */
  readonly address?: string;
  /** Takes Nx's own lines; they go to the terminal when absent. */
  readonly show?: (line: string) => void;
}

/** Runs the pipeline with Nx and gives the exit code. Ctrl-C reaches Nx and its stages by itself. */
function nx({ pipeline, root, address, show }: NxRun): Promise<number> {
  const script = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const style = show === undefined ? [] : ['--outputStyle=static-failures-only'];
  const child = spawn(process.execPath, [script, 'run', `${pipeline}:run`, ...style], {
    cwd: root,
    stdio: ['ignore', show === undefined ? 'inherit' : 'pipe', 'inherit'],
    env: {
      // sharp decodes on libuv's threads, which are four however many cores there are.
      UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())),
      ...process.env,
      ...(address !== undefined && { [PROGRESS_ADDRESS]: address, FORCE_COLOR: '1' }),
    },
  });
  if (child.stdout !== null && show !== undefined) createInterface({ input: child.stdout }).on('line', show);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
