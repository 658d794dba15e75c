import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, parseJson } from '@batchmates/artifact';
import { hasSystemCode } from '@batchmates/errors';
import { z } from 'zod';
import { cacheRecordSchema } from './digest/cache-record.ts';
import { differences, type Origin } from './digest/differences.ts';

/** Work that a scratch folder is for. */
export interface Work extends Origin {
  /** Name of the instance. */
  readonly instance: string;
  /** Its work digest. */
  readonly digest: string;
  /** Identities of the artifacts read, by input. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/** Where the scratch folders of one pipeline are. */
export interface ScratchFolder {
  /** Absolute path: `<pipeline's folder>/<instance>-<16 digits of the work digest>`. */
  readonly path: string;
  /** What interrupted runs of other work of this instance left, with what is different now. */
  readonly abandoned: readonly AbandonedWork[];
  /** Removes it when nothing is in it to go on from; gives whether something is. */
  keep(): Promise<boolean>;
  /** Removes it, and what was abandoned. */
  remove(): Promise<void>;
}

export interface AbandonedWork {
  readonly path: string;
  /** E.g. `with.epochs: 5 -> 6`; empty when it is not known. */
  readonly differences: readonly string[];
}

const recordSchema = z.strictObject({
  uses: z.string(),
  params: z.record(z.string(), z.unknown()),
  variant: z.record(z.string(), z.unknown()),
  cacheInputs: cacheRecordSchema,
  inputs: z.record(z.string(), z.array(z.string())),
});

/** Opens the scratch folder of some work in `folder`, where a former run of the same work may have left something. */
export async function openScratchFolder(folder: string, work: Work): Promise<ScratchFolder> {
  const path = join(folder, nameOf(work));
  const abandoned = await abandonedWork(folder, work);
  await mkdir(path, { recursive: true });
  const { instance: _, digest: __, ...record } = work;
  await writeFile(recordFile(path), canonicalJson(record));
  const removeAll = (paths: readonly string[]) => Promise.all(paths.map(removeWork));
  return {
    path,
    abandoned,
    async keep() {
      const kept = (await readdir(path)).length > 0;
      if (!kept) await removeWork(path);
      return kept;
    },
    async remove() {
      await removeAll([path, ...abandoned.map((other) => other.path)]);
    },
  };
}

async function abandonedWork(folder: string, work: Work): Promise<AbandonedWork[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) return [];
    throw error;
  });
  const own = nameOf(work);
  const others = names.filter(
    (name) =>
      name !== own &&
      name.startsWith(`${work.instance}-`) &&
      DIGITS.test(name.slice(work.instance.length + 1)),
  );
  const found: AbandonedWork[] = [];
  for (const path of others.map((name) => join(folder, name))) {
    if ((await readdir(path)).length === 0) await removeWork(path);
    else found.push({ path, differences: await differencesTo(work, path) });
  }
  return found;
}

async function differencesTo(work: Work, path: string): Promise<string[]> {
  const text = await readFile(recordFile(path), 'utf8').catch(() => '');
  const before = recordSchema.safeParse(parseJson(text)).data;
  if (before === undefined) return [];
  const inputs = Object.keys({ ...before.inputs, ...work.inputs }).filter(
    (input) => canonicalJson(before.inputs[input] ?? []) !== canonicalJson(work.inputs[input] ?? []),
  );
  return [...differences(before, work), ...inputs.map((input) => `in.${input}: another artifact`)];
}

const DIGITS = /^[0-9a-f]{16}$/;

function nameOf({ instance, digest }: Pick<Work, 'instance' | 'digest'>): string {
  return `${instance}-${digest.slice(0, 16)}`;
}

/** The scratch folders of all pipelines, a folder for each. */
export function scratchRoot(root: string): string {
  return join(root, '.cache', 'scratch');
}

/** The instance whose interrupted run left a scratch folder of this name. */
export function scratchInstance(name: string): string {
  return name.replace(/-[0-9a-f]{16}$/, '');
}

/** What the work is made from stands beside its folder, in which the stage alone writes. */
function recordFile(path: string): string {
  return `${path}.json`;
}

/** Removes a scratch folder. */
export async function removeWork(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await rm(recordFile(path), { force: true });
}
