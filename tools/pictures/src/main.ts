import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { photographPlayground } from './photograph-playground.ts';
import { writeDemoSite } from './write-demo-site.ts';

/**
 * Makes `docs/images/playground.png` from the demo's networks: the page after a search for a flip, in Chromium. Say `npm run demo` before; `BATCHMATES_CHROMIUM` names another
 * browser than the system's.
 */
const root = join(import.meta.dirname, '../../..');
const artifacts = join(root, 'artifacts/glyphs10');
if (!existsSync(artifacts)) {
  console.error('artifacts/glyphs10 is not there: npm run demo makes it');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'batchmates-picture-'));
try {
  await writeDemoSite(artifacts, folder);
  const images = join(root, 'docs/images');
  mkdirSync(images, { recursive: true });
  const { bytes } = await photographPlayground(folder, join(images, 'playground.png'));
  console.log(`docs/images/playground.png: ${Math.round(bytes / 1000)} kB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
