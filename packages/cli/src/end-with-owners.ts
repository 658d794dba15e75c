import { describeProcess, isRunning, type RunningProcess } from '@batchmates/artifact';

/** Name of the environment variable with the ids of processes for which a stage works, besides Nx's; separated by commas. */
export const OWNERS = 'BATCHMATES_OWNERS';

/** Where Nx puts the ids of its processes, the outermost first. */
const NX_OWNERS = 'NX_INVOCATION_ANCESTOR_PIDS';

/** Time between two looks, in ms. */
const INTERVAL = 1000;

/**
 * Ends this process as SIGTERM does when Nx, or the `run-all` that started Nx, has gone: a killed one cannot tell its
 * stages, which would go on for hours beside those of the next run. The parent process is no help, since it is a shell
 * that Nx put in between. The returned function ends the watch.
 */
export async function endWithOwners(environment: NodeJS.ProcessEnv): Promise<() => void> {
  const pids = [environment[NX_OWNERS], environment[OWNERS]]
    .flatMap((list) => (list ?? '').split(','))
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
  if (pids.length === 0) return () => undefined;
  const owners = await Promise.all(pids.map((pid) => describeProcess(pid)));
  const look = async (): Promise<void> => {
    if (!(await anyGone(owners))) return;
    clearInterval(timer);
    // Windows knows no signals: there `kill` would end the process before it has saved its work.
    if (!process.emit('SIGTERM', 'SIGTERM')) process.kill(process.pid, 'SIGTERM');
  };
  const timer = setInterval(() => {
    look().catch(() => undefined);
  }, INTERVAL);
  timer.unref();
  return () => clearInterval(timer);
}

async function anyGone(owners: readonly (RunningProcess | undefined)[]): Promise<boolean> {
  for (const owner of owners) if (owner === undefined || (await isRunning(owner)) === false) return true;
  return false;
}
