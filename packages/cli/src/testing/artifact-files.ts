import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Content of every file of the artifacts in a folder, by its path in it, without records of runs, which have times in them, and what is no artifact (`.pipelines`, locks). */
export async function artifactFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name !== 'run.json')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(/[/\\]/).some((part) => part.startsWith('.')))
    .toSorted();
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  );
}
