import type { Registry } from '@batchmates/pipeline';
import { z } from 'zod';
import type { CommandContext } from '../main.ts';
import { createProtocolRegistry } from '../registry/protocols.ts';
import { createStrategyRegistry } from '../registry/strategies.ts';
import { describeOptions } from './describe-options.ts';

/** `batchmates strategies`: lists the batching strategies. */
export async function strategies({ root, print }: CommandContext): Promise<void> {
  await list(createStrategyRegistry(), root, print);
  print('Options go under batchingOptions of trainer/train; batchSize is a param of its own, beside them.');
  print('A file of your own works as well: batching: ./my-strategy.ts, beside the pipeline file.');
}

/** `batchmates protocols`: lists the test protocols. */
export async function protocols({ root, print }: CommandContext): Promise<void> {
  await list(createProtocolRegistry(), root, print);
  print('A file of your own works as well: protocol: ./my-protocol.ts, beside the pipeline file.');
}

interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodObject;
}

async function list(registry: Registry<Listed>, root: string, print: (line: string) => void): Promise<void> {
  for (const name of registry.names) {
    const { summary, options } = await registry.resolve(name, root);
    print(`${name}: ${summary}`);
    const { batchSize: _, ...others } = options.shape;
    for (const line of describeOptions(z.object(others))) print(`  ${line}`);
  }
}
