import { relative } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import { planPipeline, type Plan } from '@batchmates/pipeline';
import { declareCacheInputs, type CacheInputs } from '../cache-inputs/cache-inputs.ts';
import type { CommandContext } from '../main.ts';
import { listPipelineFiles } from '../pipeline-file.ts';
import { compose, planningContext } from '../registry/services.ts';
import { instanceDigest } from '../run-instance.ts';
import { readWorkspace, type Workspace } from '../workspace.ts';

/** What the Nx plugin is told of one instance. */
export interface GraphInstance {
  readonly name: string;
  readonly summary: string;
  readonly digest: string;
  readonly needs: readonly string[];
  /** Whether it leaves cores free for another one: `threads: 1`. */
  readonly parallel: boolean;
  readonly cacheInputs: CacheInputs;
}

/** A pipeline file without mistakes; `file` is relative to the workspace. */
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
}

export type GraphPipeline = PlannedPipeline | BrokenPipeline;

/** `batchmates graph`: prints what the Nx plugin needs, as JSON. */
export async function graph({ root, print }: CommandContext): Promise<void> {
  const context = planningContext(compose(), root);
  const workspace = await readWorkspace(root);
  const pipelines: GraphPipeline[] = [];
  for (const { file } of await listPipelineFiles(root)) {
    const path = relative(root, file).replaceAll('\\', '/');
    try {
      pipelines.push({ file: path, ...(await describe(await planPipeline(file, context), workspace)) });
    } catch (error) {
      if (!(error instanceof UserError) && !(error instanceof UserErrors)) throw error;
      pipelines.push({ file: path, mistakes: error.message.split('\n') });
    }
  }
  print(JSON.stringify(pipelines));
}

async function describe(plan: Plan, workspace: Workspace): Promise<Omit<PlannedPipeline, 'file'>> {
  const instances = await Promise.all(
    plan.instances.map(async (instance) => ({
      name: instance.name,
      summary: instance.stage.summary,
      digest: instanceDigest(instance),
      needs: [...new Set(Object.values(instance.inputs).flat())],
      parallel: instance.params['threads'] === 1,
      cacheInputs: await declareCacheInputs(plan, instance, workspace),
    })),
  );
  return { name: plan.name, description: plan.description ?? '', instances };
}
