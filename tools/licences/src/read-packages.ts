import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A package that someone who uses Batchmates may install. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; absent where its package.json has none. */
  readonly licence: string | undefined;
  /** Whether Batchmates works without it, or only some platforms install it. */
  readonly optional: boolean;
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      optional: z.boolean().default(false),
      devOptional: z.boolean().default(false),
      link: z.boolean().default(false),
    }),
  ),
});

/**
 * What `package-lock.json` installs besides what is needed to develop, for every platform: each name and version once, sorted. A package that is optional in one place and needed
 * in another is needed.
 */
export function readPackages(root: string): readonly InstalledPackage[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const found = new Map<string, InstalledPackage>();
  for (const [place, { version, license, dev, optional, devOptional, link }] of Object.entries(packages)) {
    // Places outside node_modules are our own packages.
    const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place) ?? [];
    if (name === undefined || version === undefined || dev || link) continue;
    const key = `${name}@${version}`;
    const other = found.get(key);
    const rare = (optional || devOptional) && other?.optional !== false;
    found.set(key, { name, version, licence: license, optional: rare });
  }
  return [...found.values()].toSorted((left, right) => compare(keyOf(left), keyOf(right)));
}

function keyOf({ name, version }: InstalledPackage): string {
  return `${name} ${version}`;
}

/** By code units, so that every machine sorts alike. */
function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
