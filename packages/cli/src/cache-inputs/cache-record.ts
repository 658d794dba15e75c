import { readFile, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { digestBytes, digestFile, digestValue } from '@batchmates/artifact';
import { z } from 'zod';
import type { Workspace } from '../workspace.ts';
import type { CacheInputs } from './cache-inputs.ts';
import { fingerprint } from './fingerprint.mjs';

const digests = z.record(z.string(), z.string());

/** The state of every cache input when an artifact was made; kept in `run.json` for `batchmates why`. */
export const cacheRecordSchema = z.strictObject({
  /** Digest of production sources, by Nx project. */
  projects: digests,
  /** Installed version, by package; `absent` for an optional one that is not there. */
  externals: digests,
  files: digests,
  sources: digests,
  /** Value by variable; `null` where it is not set. */
  environment: z.record(z.string(), z.string().nullable()),
});

export type CacheRecord = z.infer<typeof cacheRecordSchema>;

/** Digests the present state of cache inputs. */
export async function recordCacheInputs(inputs: CacheInputs, workspace: Workspace): Promise<CacheRecord> {
  const directories = new Map(
    [...workspace.packages.values()].map(({ project, directory }) => [project, directory]),
  );
  const versions = await installedVersions(workspace.root, inputs.externals);
  return {
    projects: await entries(inputs.projects, (project) => digestProduction(directories.get(project)!)),
    externals: versions,
    files: await entries(inputs.files, (file) => digestFile(join(workspace.root, file))),
    sources: await entries(inputs.sources, fingerprint),
    environment: Object.fromEntries(inputs.environment.map((name) => [name, process.env[name] ?? null])),
  };
}

/** Digest of a package's production sources: `src` without `src/testing`, and `package.json`; what nx.json calls `production`. */
async function digestProduction(directory: string): Promise<string> {
  const found = await readdir(join(directory, 'src'), { recursive: true, withFileTypes: true });
  const sources = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(directory, 'src', 'testing')));
  const files = [...sources, join(directory, 'package.json')].toSorted();
  const contents = await Promise.all(
    files.map(async (file) => [relative(directory, file), digestBytes(await readFile(file))]),
  );
  return digestValue(contents);
}

async function installedVersions(root: string, names: readonly string[]): Promise<Record<string, string>> {
  const file = join(root, 'package-lock.json');
  if (!existsSync(file)) return Object.fromEntries(names.map((name) => [name, 'absent']));
  const { packages } = lockSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return Object.fromEntries(
    names.map((name) => [name, packages[`node_modules/${name}`]?.version ?? 'absent']),
  );
}

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

async function entries(
  names: readonly string[],
  digest: (name: string) => string | Promise<string>,
): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await digest(name)] as const)),
  );
}
