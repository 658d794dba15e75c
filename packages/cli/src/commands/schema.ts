import { pipelineJsonSchema, type Offer } from '@batchmates/pipeline';
import type { Registry, Stage } from '@batchmates/stage';
import type { CommandContext } from '../command-context.ts';
import { printedJson } from '../printed-json.ts';
import { compose } from '../registry/services.ts';

/** `batchmates schema`: prints the JSON Schema of pipeline files, params of the built-in stages included. */
export async function schema({ print }: Pick<CommandContext, 'print'>): Promise<void> {
  const { stages, services } = compose();
  const { engines: _, ...registries } = services;
  const offers = Object.entries(registries).map(
    async ([name, registry]) => [name, await all<Offer>(registry)] as const,
  );
  const described = pipelineJsonSchema(
    await all<Stage>(stages),
    Object.fromEntries(await Promise.all(offers)),
  );
  print(printedJson(described, 2));
}

/** The built-in items of a registry. */
async function all<Item>(registry: Registry<Item>): Promise<Item[]> {
  return Promise.all((await registry.names()).map((name) => registry.resolve(name, '.')));
}
