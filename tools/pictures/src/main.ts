import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { photographPlayground } from './photograph-playground.ts';

/**
 * Makes `docs/images/playground.png` from the demo's site: the page after a search for a flip, in Chromium. `npm run demo` makes the site; `BATCHMATES_CHROMIUM` names another
 * browser than the system's.
 */
const root = join(import.meta.dirname, '../../..');
const site = join(root, 'artifacts/glyphs10/site/playground');
if (existsSync(site)) {
  const images = join(root, 'docs/images');
  mkdirSync(images, { recursive: true });
  const { bytes } = await photographPlayground(site, join(images, 'playground.png'));
  console.log(`docs/images/playground.png: ${Math.round(bytes / 1000)} kB`);
} else {
  console.error('artifacts/glyphs10/site/playground is not there: npm run demo makes it');
  process.exitCode = 1;
}
