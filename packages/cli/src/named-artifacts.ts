import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE, nxProject, openArtifact, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import { artifactDirectory } from './artifact-directory.ts';
import { artifactFolder, isArtifactPlace, isPath } from './artifact-folder.ts';
import { findTarget } from './find-pipeline.ts';
import { foldersIn } from './folders-in.ts';
import { compose, planningContext } from './registry/services.ts';
import { findInstance } from './run-instance.ts';

/** Which artifacts a command works on. */
export interface Wanted {
  /** E.g. `report`. */
  readonly type: string;
  /** In words, e.g. `a report`. */
  readonly what: string;
  /** Which of them a pipeline or a folder means that holds others of the type; all when absent. */
  readonly isMeant?: (stage: string) => boolean;
  /** The workspace. */
  readonly root: string;
}

/** An artifact that an argument of a command means. */
export interface NamedArtifact {
  /** As Nx names what makes it, e.g. `glyphs10.train.balanced`. */
  readonly name: string;
  readonly directory: string;
}

/** What an argument means. */
export interface NamedArtifacts {
  /** At least one, whole as far as sizes tell; a command that reads them verifies them. */
  readonly artifacts: readonly NamedArtifact[];
  /** Names of those of a pipeline that no run has made yet. */
  readonly missing: readonly string[];
}

/**
 * The artifacts of one type that an argument means: an artifact's folder or its `artifact.json`, one as Nx names it
 * (`glyphs10.train.balanced`), all of a pipeline, or all in a folder of artifacts. Throws a `UserError` of one line when there is none:
 * `artifact/missing` when it must be made first, `artifact/other-type`, or those of finding a pipeline.
 */
export async function namedArtifacts(argument: string, wanted: Wanted): Promise<NamedArtifacts> {
  const folder = artifactFolder(argument, wanted.root);
  if (existsSync(join(folder, MANIFEST_FILE))) return inFolder(argument, await openArtifact(folder), wanted);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true && !existsSync(join(folder, 'pipeline.yaml')))
    return amongFolders(argument, folder, wanted);
  if (found?.isFile() === true && !/\.ya?ml$/.test(folder)) throw otherType(argument, wanted, 'a file');
  if (found === undefined && isPath(argument)) throw await notThere(argument, folder, wanted);
  return ofPipeline(argument, wanted);
}

async function inFolder(argument: string, artifact: Artifact, wanted: Wanted): Promise<NamedArtifacts> {
  const { directory, manifest } = artifact;
  if (manifest.type !== wanted.type) throw otherType(argument, wanted, manifest.type);
  return { artifacts: [{ name: await nxProject(directory), directory }], missing: [] };
}

/** All in the folders of a folder, such as `artifacts/glyphs10` or a copy of it. */
async function amongFolders(argument: string, folder: string, wanted: Wanted): Promise<NamedArtifacts> {
  const folders = (await foldersIn(folder)).filter((each) => existsSync(join(each, MANIFEST_FILE)));
  const found = await Promise.all(folders.map(openArtifact));
  const meant = found.filter(({ manifest }) => isMeant(manifest, wanted));
  if (meant.length === 0) throw otherType(argument, wanted, 'none in this folder');
  const artifacts = meant.map(async ({ directory }) => ({ name: await nxProject(directory), directory }));
  return { artifacts: await Promise.all(artifacts), missing: [] };
}

async function ofPipeline(argument: string, wanted: Wanted): Promise<NamedArtifacts> {
  const target = await findTarget(argument, undefined, wanted.root);
  const plan = await planPipeline(target.file, planningContext(compose(), wanted.root));
  if (target.instance === undefined)
    return made(argument, plan, plan.instances.filter(meantBy(wanted)), wanted);
  const instance = findInstance(plan, target.instance);
  if (instance.output !== wanted.type) throw otherType(argument, wanted, instance.output);
  return made(argument, plan, [instance], wanted);
}

async function made(
  argument: string,
  plan: Plan,
  instances: readonly PlannedInstance[],
  wanted: Wanted,
): Promise<NamedArtifacts> {
  if (instances.length === 0) throw otherType(argument, wanted, 'a pipeline without one');
  const all = instances.map(({ name }) => ({
    name: `${plan.name}.${name}`,
    directory: artifactDirectory(wanted.root, plan, name),
  }));
  const artifacts = all.filter(({ directory }) => existsSync(join(directory, MANIFEST_FILE)));
  if (artifacts.length === 0) throw notMade(argument, all.length === 1 ? all[0]!.name : plan.name, wanted);
  return { artifacts, missing: all.filter((each) => !artifacts.includes(each)).map(({ name }) => name) };
}

function meantBy(wanted: Wanted) {
  return ({ output, uses }: PlannedInstance): boolean => isMeant({ type: output, stage: uses }, wanted);
}

function isMeant(
  made: { readonly type: string; readonly stage: string },
  { type, isMeant }: Wanted,
): boolean {
  return made.type === type && (isMeant?.(made.stage) ?? true);
}

/** A path that leads nowhere: to what a run would make, or wrong. */
async function notThere(argument: string, folder: string, wanted: Wanted): Promise<UserError> {
  return isArtifactPlace(folder, wanted.root)
    ? notMade(argument, await nxProject(folder), wanted)
    : otherType(argument, wanted, 'no such file or folder');
}

function notMade(argument: string, project: string, { what }: Wanted): UserError {
  return new UserError({
    code: 'artifact/missing',
    what: argument,
    expected: `${what} of an earlier run`,
    received: 'none yet',
    remedy: `run npx batchmates run-all ${project}`,
  });
}

function otherType(argument: string, { what }: Wanted, received: string): UserError {
  return new UserError({
    code: 'artifact/other-type',
    what: argument,
    expected: what,
    received,
    remedy: 'name its pipeline, <pipeline>.<stage>, or its folder, artifacts/<pipeline>/<stage>',
  });
}
