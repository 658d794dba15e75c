// What `nx release publish` runs for a package: `npm publish` of its staged folder. `node tools/publish/publish.mjs <folder> [--dryRun=true] [--tag=next] ...`
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PASSED_ON = ['registry', 'tag', 'otp', 'access'];

const { values, positionals } = parseArgs({ allowPositionals: true, strict: false });
const folder = fileURLToPath(new URL(`../../dist/npm/${positionals[0] ?? ''}`, import.meta.url));
if (positionals.length !== 1 || !existsSync(join(folder, 'package.json'))) {
  process.stderr.write(`${folder}: expected a package that npm run build has staged\n`);
  process.exitCode = 1;
} else {
  const isRehearsal =
    values['dryRun'] === true || values['dryRun'] === 'true' || process.env['NX_DRY_RUN'] === 'true';
  const options = PASSED_ON.filter((name) => typeof values[name] === 'string').map(
    (name) => `--${name}=${String(values[name])}`,
  );
  const words = ['publish', ...options, ...(isRehearsal ? ['--dry-run'] : [])];
  const { status } = spawnSync('npm', words, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
