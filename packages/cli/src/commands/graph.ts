import { systemFailure } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import type { CommandContext } from '../command-context.ts';
import { openDigestContext, type DigestContext } from '../digest/digest-context.ts';
import { plannedDigest } from '../digest/instance-digests.ts';
import { lastForced } from '../forced-runs.ts';
import { mistakesOf } from '../mistakes-of.ts';
import { listPipelineFiles, shownFile, type PipelineFile } from '../pipeline-files.ts';
import { printedJson } from '../printed-json.ts';
import { compose, planningContext } from '../registry/services.ts';
import { nameOf, packageNamed, takenNames } from '../taken-names.ts';
import { readWorkspace } from '../workspace.ts';

/** What the Nx plugin is told of one instance. */
export interface GraphInstance {
  readonly name: string;
  readonly summary: string;
  /** Type of its artifact, e.g. `report`. */
  readonly output: string;
  /** Of everything that counts, except the artifacts it reads. */
  readonly digest: string;
  /** When it was last run by force; absent when it never was. */
  readonly forced?: string;
  /** Names of the instances read, by input; those of another pipeline begin with its name. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Whether it leaves cores free for another one: `threads: 1`. */
  readonly parallel: boolean;
}

/** A pipeline file without mistakes; `file` is relative to the workspace when it is inside. */
export interface PlannedPipeline {
  readonly file: string;
  readonly name: string;
  readonly description: string;
  readonly instances: readonly GraphInstance[];
}

/** A pipeline file with mistakes, one line each. */
export interface BrokenPipeline {
  readonly file: string;
  readonly mistakes: readonly string[];
  /** What people may call it and its instances: by the folder, and by `name:` when that can be read and is its own. */
  readonly projects: readonly string[];
}

export type GraphPipeline = PlannedPipeline | BrokenPipeline;

/** `batchmates graph`: prints what the Nx plugin needs, as JSON. */
export async function graph({ root, print }: CommandContext): Promise<void> {
  const context = planningContext(compose(), root);
  const digests = openDigestContext(await readWorkspace(root), context.registries);
  const files = await listPipelineFiles(root);
  const taken = await takenNames(files, root);
  const pipelines: GraphPipeline[] = [];
  for (const each of files) {
    const file = shownFile(each.file, root);
    const nameTaken = taken.get(each.file);
    try {
      const planned = await describe(await planPipeline(each.file, context), digests);
      pipelines.push(
        nameTaken === undefined
          ? { file, ...planned }
          : {
              file,
              mistakes: [nameTaken.message],
              projects: standIns([each.name], planned.instances, root),
            },
      );
    } catch (thrown) {
      const found = mistakesOf(systemFailure(thrown) ?? thrown);
      const mistakes = [...(nameTaken === undefined ? [] : [nameTaken]), ...found].map(
        ({ message }) => message,
      );
      const names = [each.name, ...(nameTaken === undefined ? await readableName(each) : [])];
      pipelines.push({ file, mistakes, projects: standIns(names, [], root) });
    }
  }
  print(printedJson(pipelines));
}

/** The `name:` of a broken file when Nx could have a project of that name. */
async function readableName({ file }: PipelineFile): Promise<string[]> {
  const name = await nameOf(file);
  return name !== undefined && /^[\w.-]+$/.test(name) ? [name] : [];
}

function standIns(
  names: readonly string[],
  instances: readonly { readonly name: string }[],
  root: string,
): string[] {
  return [...new Set(names)]
    .filter((name) => packageNamed(name, root) === undefined)
    .flatMap((name) => [name, ...instances.map((instance) => `${name}.${instance.name}`)]);
}

async function describe(plan: Plan, context: DigestContext): Promise<Omit<PlannedPipeline, 'file'>> {
  const instances = await Promise.all(
    plan.instances.map(async (instance) => {
      const { root } = context.workspace;
      const forced = await lastForced({ pipeline: plan.name, instance: instance.name, root });
      return {
        name: instance.name,
        summary: instance.stage.summary,
        output: instance.output,
        digest: await plannedDigest(plan, instance, context),
        ...(forced !== undefined && { forced }),
        inputs: instance.inputs,
        parallel: instance.params['threads'] === 1,
      };
    }),
  );
  return { name: plan.name, description: plan.description ?? '', instances };
}
