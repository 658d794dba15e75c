import { pipelineJsonSchema } from '@batchmates/pipeline';
import type { CommandContext } from '../main.ts';
import { createStageRegistry } from '../registry/stages.ts';

/** `batchmates schema`: prints the JSON Schema of pipeline files, params of the built-in stages included. */
export async function schema({ print }: Pick<CommandContext, 'print'>): Promise<void> {
  const registry = createStageRegistry();
  const stages = await Promise.all(registry.names.map((name) => registry.resolve(name, '.')));
  print(JSON.stringify(pipelineJsonSchema(stages), undefined, 2));
}
