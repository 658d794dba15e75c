import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { digestValue } from '@batchmates/artifact';
import { systemReason, UserError } from '@batchmates/errors';
import { z } from 'zod';
import { installedFolder } from '../installed-folder.ts';
import { ABSENT, contentDigest, isForeign } from './content-digest.ts';
import type { DigestMemory } from './digest-memory.ts';
import type { ImportedPackage } from './module-graph.ts';

const dependencies = z.record(z.string(), z.string()).default({});

const lockSchema = z.object({
  /** Absent in those that npm 6 wrote. */
  packages: z
    .record(
      z.string(),
      z.object({
        version: z.string().optional(),
        integrity: z.string().optional(),
        link: z.boolean().default(false),
        dependencies,
        optionalDependencies: dependencies,
        peerDependencies: dependencies,
      }),
    )
    .default({}),
});

const storedSchema = z.object({
  name: z.string(),
  version: z.string(),
  dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});

type Locked = z.output<typeof lockSchema>['packages'];

/** Says what version of an installed package code in a folder gets. */
export type InstalledVersion = (imported: ImportedPackage) => Promise<string>;

/**
 * Versions as `package-lock.json` of the workspace has them, or pnpm's store, with a digest of everything that the package depends on; of a
 * package that neither knows (linked, or installed elsewhere), the digest of its files; else `absent`. Throws a `UserError`
 * (`workspace/package-lock`) for a lock that cannot be read.
 */
export function readInstalledPackages(root: string, memory: DigestMemory): InstalledVersion {
  const locked = readLock(join(root, 'package-lock.json'));
  const known = new Map<string, string>();
  return async ({ name, from }) => {
    const place = lockedPlace(locked, name, relative(root, from).replaceAll('\\', '/'));
    if (place !== undefined) {
      const version = known.get(place) ?? describe(locked, place);
      known.set(place, version);
      return version;
    }
    const folder = installedFolder(name, from);
    if (folder === undefined) return ABSENT;
    const stored = realpathSync(folder);
    if (IN_STORE.test(stored)) {
      const version = known.get(stored) ?? describeStored(stored);
      known.set(stored, version);
      return version;
    }
    return contentDigest(folder, { memory, large: true, without: isForeign });
  };
}

function readLock(file: string): Locked {
  if (!existsSync(file)) return {};
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).packages;
  } catch (cause) {
    throw new UserError({
      code: 'workspace/package-lock',
      what: file,
      expected: 'a lock as npm writes it',
      received: cause instanceof z.ZodError ? describeIssue(cause.issues[0]!) : systemReason(cause),
      remedy: 'mend it, such as what a merge left in it, or remove it; then npm install',
      cause,
    });
  }
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return `${message} at ${path.join('.')}`;
}

/** pnpm keeps every package in a folder that is named after its version, and changes nothing there. */
const IN_STORE = /[/\\]node_modules[/\\]\.pnpm[/\\]/;

/** `1.2.3`, and after `+` a digest of the versions of everything below, of a package in pnpm's store. */
function describeStored(stored: string): string {
  const versions = new Map<string, string>();
  const visit = (folder: string): void => {
    if (versions.has(folder)) return;
    const { name, version, ...needs } = storedSchema.parse(
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
    );
    versions.set(folder, `${name}@${version}`);
    const { dependencies: needed, optionalDependencies, peerDependencies } = needs;
    for (const each of Object.keys({ ...needed, ...optionalDependencies, ...peerDependencies })) {
      const next = installedFolder(each, folder);
      if (next !== undefined && IN_STORE.test(realpathSync(next))) visit(realpathSync(next));
    }
  };
  visit(stored);
  const own = versions.get(stored)!;
  return `${own.slice(own.lastIndexOf('@') + 1)}+${digestValue([...new Set(versions.values())].toSorted()).slice(0, 8)}`;
}

/** Key in the lock of the package called `name` that code in `from` (relative to the workspace) gets. */
function lockedPlace(locked: Locked, name: string, from: string): string | undefined {
  if (from.startsWith('..')) return undefined;
  for (let folder = from; ; folder = parent(folder)) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (locked[place] !== undefined && !locked[place].link) return place;
    if (folder === '') return undefined;
  }
}

function parent(folder: string): string {
  const above = dirname(folder);
  return above === '.' ? '' : above;
}

/** `1.2.3`, and after `+` a digest of the versions of everything below, if there is anything. */
function describe(locked: Locked, place: string): string {
  const found = new Set<string>();
  const visit = (each: string): void => {
    if (found.has(each)) return;
    found.add(each);
    const { dependencies: needed, optionalDependencies, peerDependencies } = locked[each]!;
    for (const name of Object.keys({ ...needed, ...optionalDependencies, ...peerDependencies })) {
      const next = lockedPlace(locked, name, each);
      if (next !== undefined) visit(next);
    }
  };
  visit(place);
  const all = [...found]
    .toSorted()
    .map((each) => [each, locked[each]!.version, locked[each]!.integrity ?? '']);
  return `${locked[place]!.version ?? 'unversioned'}+${digestValue(all).slice(0, 8)}`;
}
