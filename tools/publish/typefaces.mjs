import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

/**
 * Copies what `ingestion/glyphs` reads of its sixty packages of typefaces, a tenth of what they weigh: Latin outlines from weight 300 on,
 * each with its licence.
 * @param {string} root @param {import('./packages.mjs').Manifest} manifest of the package that draws letters @param {string} target the folder of its code
 */
export function copyTypefaces(root, manifest, target) {
  const { resolve } = createRequire(join(root, 'packages', 'ingestion', 'package.json'));
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    const name = /^@fontsource\/(.+)$/.exec(dependency)?.[1];
    if (name === undefined) continue;
    const installed = dirname(resolve(`${dependency}/package.json`));
    const folder = join(target, 'typefaces', name);
    mkdirSync(folder, { recursive: true });
    const face = new RegExp(`^${name}-latin-([3-9]00)-(normal|italic)\\.woff$`);
    const files = readdirSync(join(installed, 'files')).filter((file) => face.test(file));
    if (files.length === 0) throw new Error(`${dependency} has no face to publish`);
    for (const file of files) cpSync(join(installed, 'files', file), join(folder, file));
    const licence = join(installed, 'LICENSE');
    if (!existsSync(licence)) throw new Error(`${dependency} has no LICENSE`);
    cpSync(licence, join(folder, 'LICENSE'));
  }
}
