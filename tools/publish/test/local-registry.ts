import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A registry on this machine (Verdaccio): our packages are published to it, all others come through it from the registry that npm is set up with. */
export interface LocalRegistry {
  readonly url: string;
  /** What npm and pnpm need in the environment to use it, and nothing of the user's own cache. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const VERDACCIO = fileURLToPath(new URL('../../../node_modules/verdaccio/bin/verdaccio', import.meta.url));
const OURS = { access: '$all', publish: '$all', unpublish: '$all' };

/** Starts a registry whose storage is in `folder`; it listens on loopback alone. Throws when it does not answer within a minute. */
export async function openLocalRegistry(folder: string): Promise<LocalRegistry> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    // JSON is YAML.
    JSON.stringify({
      storage: join(folder, 'storage'),
      uplinks: { npm: { url: npmConfig('registry'), maxage: '30m', timeout: '60s' } },
      packages: {
        '@batchmates/*': OURS,
        batchmates: OURS,
        'create-batchmates': OURS,
        '**': { access: '$all', proxy: 'npm' },
      },
      auth: { htpasswd: { file: join(folder, 'htpasswd') } },
      max_body_size: '100mb',
      log: { type: 'stdout', format: 'pretty', level: 'warn' },
    }),
  );
  const authorities = npmConfig('cafile');
  const child = spawn(process.execPath, [VERDACCIO, '--config', config, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, ...(authorities !== '' && { NODE_EXTRA_CA_CERTS: authorities }) },
  });
  await untilItAnswers(url, child);
  const npmrc = join(folder, 'npmrc');
  // npm publishes nothing without a token; this registry takes any.
  writeFileSync(
    npmrc,
    `registry=${url}\n//127.0.0.1:${port}/:_authToken=any\naudit=false\nfund=false\nupdate-notifier=false\n`,
  );
  return {
    url,
    environment: {
      npm_config_userconfig: npmrc,
      npm_config_registry: url,
      npm_config_cache: join(folder, 'npm-cache'),
    },
    close: () => ended(child),
  };
}

/** A value of npm's configuration; empty where it has none. */
function npmConfig(name: string): string {
  const value = execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();
  return ['null', 'undefined'].includes(value) ? '' : value;
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end && child.exitCode === null) {
    const answer = await fetch(new URL('-/ping', url)).catch(() => undefined);
    if (answer?.ok === true) return;
    await wait(200);
  }
  await ended(child);
  throw new Error(`no registry at ${url} within a minute`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
