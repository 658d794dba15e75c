import type { Registry } from '@batchmates/stage';
import { z } from 'zod';
import type { CommandContext } from '../main.ts';
import { createProtocolRegistry } from '../registry/protocols.ts';
import { createStrategyRegistry } from '../registry/strategies.ts';
import { describeOptions } from './describe-options.ts';

/** `batchmates strategies`: lists the batching strategies. */
export async function strategies({ root, print }: CommandContext): Promise<void> {
  const optionsOf = ({ options }: Listed) => {
    const { batchSize: _, ...others } = options.shape;
    return z.object(others);
  };
  await list(createStrategyRegistry(), { root, print, optionsOf });
  print('Options go under batchingOptions of trainer/train; batchSize is a param of its own, beside them.');
  print('A file of your own works as well: batching: ./my-strategy.ts, beside the pipeline file.');
}

/** `batchmates protocols`: lists the test protocols. */
export async function protocols({ root, print }: CommandContext): Promise<void> {
  await list(createProtocolRegistry(), { root, print, optionsOf: ({ options }) => options });
  print('Options go under options of evaluator/evaluate.');
  print('A file of your own works as well: protocol: ./my-protocol.ts, beside the pipeline file.');
}

interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodObject;
}

interface Listing extends Pick<CommandContext, 'root' | 'print'> {
  /** Those that are written together. */
  optionsOf(listed: Listed): z.ZodObject;
}

async function list(registry: Registry<Listed>, { root, print, optionsOf }: Listing): Promise<void> {
  for (const name of registry.names) {
    const listed = await registry.resolve(name, root);
    print(`${name}: ${listed.summary}`);
    for (const line of describeOptions(optionsOf(listed))) print(`  ${line}`);
  }
}
