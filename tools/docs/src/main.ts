import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkInstalled } from '../../setup/fresh.mjs';
import { writePages } from './pages/write-pages.ts';

const USAGE = `npm run docs -- [options]

Builds the documentation as a site into .cache/site/dist.

  --serve        show it instead, on this machine alone, and follow changes in docs/
  --port <n>     where (default 5173)`;

const root = join(import.meta.dirname, '../../..');
const site = join(root, 'tools/docs/site');
const pages = join(site, 'pages');

const { values } = parseArgs({
  options: {
    serve: { type: 'boolean', default: false },
    port: { type: 'string', default: '5173' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(`${USAGE}\n`);
else process.exitCode = await main();

async function main(): Promise<number> {
  if (!install()) return 1;
  rmSync(pages, { recursive: true, force: true });
  mkdirSync(pages, { recursive: true });
  await writePages(root, pages);
  if (runNode('node_modules/typedoc/bin/typedoc', ['--options', 'typedoc.json']) !== 0) return 1;
  if (!values.serve) {
    const code = runNode('node_modules/vitepress/bin/vitepress.js', ['build', '.']);
    if (code === 0) process.stdout.write('docs: .cache/site/dist, for any server of files\n');
    return code;
  }
  watch(join(root, 'docs'), { recursive: true, persistent: false }, () => {
    writePages(root, pages).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  });
  return serve();
}

/** Installs what builds the site, in a folder of its own, when it is missing or stale. */
function install(): boolean {
  const state = checkInstalled(site);
  if (state.fresh) return true;
  process.stderr.write(`docs: ${state.reason} in tools/docs/site: running npm ci there\n`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: site,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function runNode(script: string, words: readonly string[]): number {
  const { status } = spawnSync(process.execPath, [script, ...words], { cwd: site, stdio: 'inherit' });
  return status ?? 1;
}

function serve(): Promise<number> {
  const words = [
    'node_modules/vitepress/bin/vitepress.js',
    'dev',
    '.',
    '--host',
    '127.0.0.1',
    '--port',
    values.port,
  ];
  const child = spawn(process.execPath, words, { cwd: site, stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => child.kill(name));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 0)));
}
