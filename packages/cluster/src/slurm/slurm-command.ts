import { spawn } from 'node:child_process';
import { UserError, hasSystemCode } from '@batchmates/errors';

/**
 * Runs one of Slurm's commands and gives its standard output. Throws a `UserError`: `slurm/absent` when it is not on the path, `slurm/refused`
 * with what it said when it ends with another code than 0.
 */
export async function slurmCommand(name: string, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(name, args, input);
  if (code === 0) return stdout;
  throw new UserError({
    code: 'slurm/refused',
    what: name,
    received: saidBy(name, stderr) || `exit code ${code}`,
  });
}

/** The lines of a message of Slurm, without the name of the command in front. */
function saidBy(name: string, text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(new RegExp(`^${name}: (error: |fatal: )?`), '').trim())
    .filter((line) => line !== '')
    .join('; ');
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(name: string, args: readonly string[], input: string): Promise<Ended> {
  // Detached: Ctrl-C on the terminal must not end it half way.
  const child = spawn(name, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => reject(hasSystemCode(cause, 'ENOENT') ? absent(name, cause) : cause));
    child.on('close', resolve);
  });
  return { code, stdout, stderr };
}

function absent(name: string, cause: unknown): UserError {
  return new UserError({
    code: 'slurm/absent',
    what: `no ${name} on the path`,
    remedy: 'submit from a login node of the cluster, after `module load slurm` where the site needs it',
    cause,
  });
}
