import type { Registry } from '@batchmates/stage';
import type { z } from 'zod';
import type { CommandContext } from '../command-context.ts';
import { createMetricRegistry } from '../registry/metrics.ts';
import { createProtocolRegistry } from '../registry/protocols.ts';
import { createStrategyRegistry } from '../registry/strategies.ts';
import { describeOptions } from './describe-options.ts';

/** `batchmates strategies`: lists the batching strategies. */
export async function strategies(context: CommandContext): Promise<void> {
  await list(createStrategyRegistry(), context);
  context.print(
    'With options: batching: { kind: balanced, samplesPerClass: 2 }; batchSize is a param of its own, beside it.',
  );
  context.print('A file of your own works as well: batching: ./my-strategy.ts, beside the pipeline file.');
}

/** `batchmates protocols`: lists the test protocols. */
export async function protocols(context: CommandContext): Promise<void> {
  await list(createProtocolRegistry(), context);
  context.print('With options: protocol: { kind: standard, statistics: running }.');
  context.print('A file of your own works as well: protocol: ./my-protocol.ts, beside the pipeline file.');
}

/** `batchmates metrics`: lists the metrics that a report may show besides its own. */
export async function metrics({ root, print }: CommandContext): Promise<void> {
  const registry = createMetricRegistry();
  for (const name of await registry.names())
    print(`${name}: ${(await registry.resolve(name, root)).summary}`);
  print(
    'In a report: metrics: [calibration-error, ./my-metric.ts]; a file of your own stands beside the pipeline file.',
  );
}

interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodObject;
}

async function list(registry: Registry<Listed>, { root, print }: CommandContext): Promise<void> {
  for (const name of await registry.names()) {
    const { summary, options } = await registry.resolve(name, root);
    print(`${name}: ${summary}`);
    for (const line of describeOptions(options)) print(`  ${line}`);
  }
}
