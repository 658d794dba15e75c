import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@batchmates/stage/testing';

const SCRIPT = fileURLToPath(new URL('../../../../tools/slurm/cluster.sh', import.meta.url));

/** Where Debian puts the daemons, beside the folders on the path. */
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
const missing = ['sbatch', 'slurmctld', 'slurmd', 'munged'].filter(
  (name) => !folders.some((folder) => existsSync(join(folder, name))),
);

/** Why the tests of a real Slurm cannot run here; undefined when they can. Continuous integration must have it. */
export const missingSlurm =
  process.env['CI'] !== undefined
    ? undefined
    : missing.length > 0
      ? `no ${missing.join(', ')} here: apt-get install slurm-wlm munge`
      : process.getuid?.() !== 0
        ? 'a Slurm of our own needs root'
        : undefined;

/** A cluster of two nodes on this machine, by `tools/slurm/cluster.sh`. */
export interface SlurmCluster {
  /** What commands of Slurm need to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs one of Slurm's commands and gives its standard output. */
  slurm(name: string, ...args: readonly string[]): Promise<string>;
  /** Kills a node's daemon and what it runs. */
  lose(node: string): Promise<void>;
  /** Starts a lost node again. */
  back(node: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a cluster, in about a second. */
export async function startSlurm(): Promise<SlurmCluster> {
  const folder = await temporaryFolder();
  const port = String(28_000 + 4 * (process.pid % 1000));
  const environment = { SLURM_CONF: join(folder, 'slurm.conf') };
  const run = promisify(execFile);
  const script = async (...args: readonly string[]) => {
    await run(SCRIPT, args, { env: { ...process.env, CLUSTER_PORT: port } });
  };
  await script('start', folder);
  return {
    environment,
    slurm: async (name, ...args) =>
      (await run(name, args, { env: { ...process.env, ...environment } })).stdout,
    lose: (node) => script('lose', folder, node),
    back: (node) => script('back', folder, node),
    stop: () => script('stop', folder),
  };
}
