import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MANIFEST_FILE } from '@batchmates/artifact';
import { planPipeline, type Plan, type PlanningContext } from '@batchmates/pipeline';
import { artifactsFolder } from './artifact-directory.ts';
import { otherCheckouts } from './checkouts.ts';
import { foldersIn } from './folders-in.ts';
import { mistakesOf } from './mistakes-of.ts';
import { listPipelineFiles, shownFile } from './pipeline-files.ts';
import { scratchInstance, scratchRoot } from './scratch-folder.ts';
import { claimedByAnother, claimedFile, nameOf } from './taken-names.ts';

/** An artifact that no pipeline names, or what an interrupted run of such an instance left, and why in a few words. */
export interface UnnamedArtifact {
  readonly kind: 'artifact' | 'scratch';
  readonly directory: string;
  /** Where the artifact of the instance stands or would. */
  readonly artifactPlace: string;
  readonly reason: string;
}

/** What `findUnnamed` found in a workspace's artifacts. */
export interface Unnamed {
  readonly artifacts: readonly UnnamedArtifact[];
  /** One line for each pipeline whose artifacts cannot be told apart, as its file has mistakes. */
  readonly unknown: readonly string[];
}

/**
 * The artifacts and scratch folders of a workspace that none of its pipelines names: those of pipelines that are gone, and of stages that an
 * edit renamed or removed. Those of a pipeline file with mistakes are not among them.
 */
export async function findUnnamed(root: string, planning: PlanningContext): Promise<Unnamed> {
  const artifacts: UnnamedArtifact[] = [];
  const unknown: string[] = [];
  const files = await filesByName(root);
  const folders = [artifactsFolder(root), scratchRoot(root)];
  const names = (await Promise.all(folders.map(foldersIn))).flat().map((folder) => basename(folder));
  for (const name of new Set(names)) {
    const claimed = [await claimedFile(name, root), await claimedByAnother(name, root)].filter(
      (each) => each !== undefined,
    );
    const owners = [...new Set([...(files.get(name) ?? []), ...claimed])];
    const planned = await Promise.all(owners.map((file) => planOf(file, planning)));
    const broken = planned.filter((each) => typeof each === 'string');
    unknown.push(...broken);
    if (broken.length > 0) continue;
    const plans = planned.filter((each) => typeof each !== 'string').filter((plan) => plan.name === name);
    const named = new Set(plans.flatMap(({ instances }) => instances.map((instance) => instance.name)));
    const reason = reasonOf(name, plans, root);
    for (const directory of await foldersIn(join(artifactsFolder(root), name))) {
      if (named.has(basename(directory)) || !existsSync(join(directory, MANIFEST_FILE))) continue;
      artifacts.push({ kind: 'artifact', directory, artifactPlace: directory, reason });
    }
    for (const directory of await foldersIn(join(scratchRoot(root), name))) {
      const instance = scratchInstance(basename(directory));
      const artifactPlace = join(artifactsFolder(root), name, instance);
      if (!named.has(instance)) artifacts.push({ kind: 'scratch', directory, artifactPlace, reason });
    }
  }
  return { artifacts, unknown };
}

function reasonOf(name: string, [plan]: readonly Plan[], root: string): string {
  return plan === undefined
    ? `there is no pipeline ${name}`
    : `${shownFile(plan.file, root)} has no instance of this name`;
}

/** Pipeline files by their name, of all checkouts that keep their artifacts in one folder. */
async function filesByName(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = artifactsFolder(root);
  const sharing = (await otherCheckouts(root)).filter((each) => artifactsFolder(each) === folder);
  const files = new Map<string, string[]>();
  for (const { file } of (await Promise.all([root, ...sharing].map(listPipelineFiles))).flat()) {
    const name = await nameOf(file);
    if (name !== undefined) files.set(name, [...(files.get(name) ?? []), file]);
  }
  return files;
}

/** The plan of a file; a line that says why there is none. */
async function planOf(file: string, planning: PlanningContext): Promise<Plan | string> {
  try {
    return await planPipeline(file, planning);
  } catch (error) {
    return mistakesOf(error)[0]!.message;
  }
}
